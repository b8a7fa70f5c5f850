using CrashHarness.Processes;
using CrashHarness.Workers;
using Devkit.EventHubs.Broker;

namespace CrashHarness.Tests;

public sealed class SignalTests
{
    private static readonly TimeSpan Hours = TimeSpan.FromHours(2);

    [Fact]
    public async Task A_second_SIGTERM_ends_a_process_whose_handler_does_not_end()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        await using EventHubsBroker broker = await EventHubsBroker.StartAsync(new EventHubsBrokerOptions().AddHub("orders", 1), token);
        broker.Publish("orders", "0", ["0"]);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("checkpointing-signals-");
        int exitCode = 0;
        for (int attempt = 1; exitCode == 0; attempt++)
        {
            // The handler may not have begun when the first signal comes; then the process ends as it should, and the next one is tried.
            attempt.ShouldBeLessThan(20);
            await using WorkerProcess worker = Start(attempt, broker, folder);
            await worker.WhenReadyAsync();
            await Signal.SendAsync(Signal.Terminate, worker.ProcessId);
            Task ended = worker.WhenEndedAsync();
            if (await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(2), token)) != ended)
            {
                await Signal.SendAsync(Signal.Terminate, worker.ProcessId);
            }

            await ended.WaitAsync(TimeSpan.FromSeconds(60), token);
            exitCode = worker.ExitCode;
        }

        folder.Delete(recursive: true);
        exitCode.ShouldBe(143, "128 and the number of SIGTERM");
    }

    private static WorkerProcess Start(int number, EventHubsBroker broker, DirectoryInfo folder) => WorkerProcess.Start(
        number,
        new WorkerSettings($"p{number}", Path.Combine(folder.FullName, $"{number}.journal"), ClockShift: TimeSpan.Zero, Work: Hours, IsPlain: false),
        new Dictionary<string, string?>
        {
            ["Checkpointing:Store"] = "Sqlite",
            ["Checkpointing:Sqlite:DataSource"] = Path.Combine(folder.FullName, "checkpoints.db"),
            ["Checkpointing:Processor:ConnectionString"] = broker.GetConnectionString("orders"),
            ["Checkpointing:Processor:HandlerStopTimeout"] = $"{Hours:c}",
            ["Checkpointing:Processor:FlushTimeout"] = $"{Hours:c}",
        },
        Path.Combine(folder.FullName, $"{number}.log"));
}
