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
        DirectoryInfo folder = Directory.CreateTempSubdirectory("checkpointing-signals-");
        await using EventHubsBroker broker = await EventHubsBroker.StartAsync(new EventHubsBrokerOptions().AddHub("orders", 1), token);
        broker.Publish("orders", "0", ["0"]);
        await using (WorkerProcess worker = Start(broker, folder))
        {
            await worker.WhenWorkingAsync();
            Task ended = worker.WhenEndedAsync();
            await Signal.SendAsync(Signal.Terminate, worker.ProcessId);

            // Each further one would do; the first of them may come before the process has taken note of the one before.
            while (!ended.IsCompleted)
            {
                await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(1), token));
                await Signal.SendAsync(Signal.Terminate, worker.ProcessId);
            }

            worker.ExitCode.ShouldBe(143, "128 and the number of SIGTERM");
        }

        folder.Delete(recursive: true);
    }

    private static WorkerProcess Start(EventHubsBroker broker, DirectoryInfo folder) => WorkerProcess.Start(
        number: 1,
        new WorkerSettings("p1", Path.Combine(folder.FullName, "journal"), ClockShift: TimeSpan.Zero, Work: Hours, IsPlain: false),
        new Dictionary<string, string?>
        {
            ["Checkpointing:Store"] = "Sqlite",
            ["Checkpointing:Sqlite:DataSource"] = Path.Combine(folder.FullName, "checkpoints.db"),
            ["Checkpointing:Processor:ConnectionString"] = broker.GetConnectionString("orders"),
            ["Checkpointing:Processor:HandlerStopTimeout"] = $"{Hours:c}",
            ["Checkpointing:Processor:FlushTimeout"] = $"{Hours:c}",
        },
        Path.Combine(folder.FullName, "log"));
}
