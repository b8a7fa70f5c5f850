using System.Diagnostics;
using Checkpointing;
using Checkpointing.Conformance;
using Checkpointing.Processor.Hosting;
using Checkpointing.Registration;
using CrashHarness.Journals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrashHarness.Workers;

/// <summary>What runs in each processor process: a generic host as a user has it. SIGTERM stops it gracefully; when the harness is gone, it ends at once.</summary>
internal static class WorkerHost
{
    /// <summary>The first argument that makes this program a processor.</summary>
    public const string CommandName = "worker";

    /// <summary>The line that says that the processor has started.</summary>
    public const string Ready = "READY";

    /// <summary>The line that says that the handler has begun with its first event.</summary>
    public const string Working = "WORKING";

    public static async Task<int> RunAsync()
    {
        WorkerSettings settings = WorkerSettings.FromEnvironment();
        EndWithHarness();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss.fff "));
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(_ => new JournalWriter(settings.Journal));
        if (settings.ClockShift != TimeSpan.Zero)
        {
            builder.Services.AddSingleton<TimeProvider>(new ShiftedClock(settings.ClockShift));
        }

        if (settings.IsPlain)
        {
            builder.Services.AddCheckpointStore(builder.Configuration).AddHostedService<PlainService>();
        }
        else
        {
            builder.Services.AddEventHubsProcessor<JournalHandler>(builder.Configuration, options => options.Identifier = settings.Identifier);
        }

        using IHost host = builder.Build();
        try
        {
            await host.StartAsync();
            Console.WriteLine(Ready);
            await host.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception problem) when (problem is CheckpointStoreException or OptionsValidationException or Azure.Messaging.EventHubs.EventHubsException or AggregateException
            or OperationCanceledException)
        {
            Console.WriteLine($"{problem.GetType().Name}: {problem.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
    }

    private static void EndWithHarness() => new Thread(() =>
    {
        using Stream input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
        }

        // A graceful end would go on for a while, with nobody to see it.
        using Process self = Process.GetCurrentProcess();
        self.Kill();
    }) { IsBackground = true }.Start();
}
