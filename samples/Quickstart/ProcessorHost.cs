using Checkpointing;
using Checkpointing.Processor.Hosting;
using Checkpointing.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Quickstart;

/// <summary>What runs in each processor process: a generic host with one processor, configured by the environment. It stops when standard input ends.</summary>
internal static class ProcessorHost
{
    /// <summary>The first argument that makes this program a processor.</summary>
    public const string CommandName = "processor";

    public static async Task<int> RunAsync(string name)
    {
        var reports = new Reports(Console.OpenStandardOutput());
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(reports);
        builder.Services.AddCheckpointStore(builder.Configuration);
        builder.Services.DecorateCheckpointStore((_, store) => new ReportingStore(store, reports));
        builder.Services.AddEventHubsProcessor<OrderHandler>(builder.Configuration, options => options.Identifier = name);
        using IHost host = builder.Build();
        try
        {
            await host.StartAsync();
            await UntilInputEndsAsync();
            await host.StopAsync();
            return 0;
        }
        catch (Exception problem) when (problem is CheckpointStoreException or OptionsValidationException or Azure.Messaging.EventHubs.EventHubsException)
        {
            await Console.Error.WriteLineAsync(problem.Message.ReplaceLineEndings(" "));
            return 1;
        }
    }

    private static async Task UntilInputEndsAsync()
    {
        using Stream input = Console.OpenStandardInput();
        byte[] ignored = new byte[16];
        while (await input.ReadAsync(ignored) > 0)
        {
        }
    }
}
