using Azure.Identity;
using Azure.Messaging.EventHubs;
using Checkpointing;
using Checkpointing.Processor.Rewinding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Snippets;

internal static class Rewinding
{
    public static async Task<bool> RunJobAsync(string[] args, CancellationToken token)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddCheckpointRewinder(builder.Configuration);
        using IHost job = builder.Build();
        var rewinder = job.Services.GetRequiredService<CheckpointRewinder>();

        RewindPlan plan = await rewinder.PlanAsync(RewindTarget.Parse(args[0]), cancellationToken: token);
        Console.WriteLine(plan);
        if (Console.ReadLine() != "yes")
        {
            return false;
        }

        RewindReport report = await rewinder.ApplyAsync(plan, token);
        Console.WriteLine(report);
        return report.IsComplete;
    }

    public static async Task ReplayTuesdayAsync(ICheckpointStore store, CancellationToken token)
    {
        await using var hub = new EventHubConnection("contoso.servicebus.windows.net", "orders", new DefaultAzureCredential());
        await using var rewinder = new CheckpointRewinder(store, "billing", hub);
        RewindTarget tuesday = RewindTarget.FromTime(new DateTimeOffset(2026, 1, 27, 0, 0, 0, TimeSpan.Zero));
        RewindPlan plan = await rewinder.PlanAsync(tuesday, ["3", "7"], clamp: true, token);
        await rewinder.ApplyAsync(plan, token);
    }
}
