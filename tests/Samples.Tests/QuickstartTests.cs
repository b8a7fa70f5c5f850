using System.Globalization;
using Devkit.EventHubs.Broker;

namespace Samples.Tests;

public sealed class QuickstartTests
{
    private const string Quickstart = "Quickstart";

    [Theory]
    [MemberData(nameof(StoreServers.Names), MemberType = typeof(StoreServers))]
    public async Task On_every_store_a_run_with_a_crash_a_stop_and_a_newcomer_loses_nothing(string store)
    {
        await using StoreServers servers = await StoreServers.StartAsync(store);
        SampleProgram run = await SampleProgram.RunAsync(
            Quickstart, ["--events", "4000", "--partitions", "4", "--store", store, .. servers.Settings.SelectMany(setting => (string[])["--set", "Checkpointing:" + setting])]);
        run.ExitCode.ShouldBe(0, run.Output + run.Errors);
        IReadOnlyDictionary<string, string> figures = run.Figures();
        figures.Keys.ShouldBe(["published", "processed", "lost", "duplicates", "takeovers", "checkpoints", "store", "seconds"]);
        figures["published"].ShouldBe("4000");
        figures["processed"].ShouldBe("4000");
        figures["lost"].ShouldBe("0");
        figures["store"].ShouldBe(store);
        int.Parse(figures["takeovers"], CultureInfo.InvariantCulture).ShouldBeGreaterThan(0, run.Output);
        int.Parse(figures["checkpoints"], CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
        run.Output.ShouldContain("is killed");
        run.Output.ShouldContain("stopped gracefully");
    }

    [Fact]
    public async Task Another_broker_can_take_the_place_of_the_one_inside()
    {
        await using EventHubsBroker broker = await EventHubsBroker.StartAsync(new EventHubsBrokerOptions().AddHub("elsewhere", 2), TestContext.Current.CancellationToken);
        broker.Publish("elsewhere", "0", "an event of earlier times");
        SampleProgram run = await SampleProgram.RunAsync(
            Quickstart, "--events", "500", "--processors", "1", "--hub", "elsewhere", "--connection-string", broker.ConnectionString);
        run.ExitCode.ShouldBe(0, run.Output + run.Errors);
        run.Figures()["processed"].ShouldBe("500");
        broker.GetPartitions("elsewhere").Sum(partition => partition.LastSequenceNumber + 1).ShouldBe(501);
    }

    [Theory]
    [InlineData("--events 0", "--events is '0'; it takes a whole number from 1 to 100000000")]
    [InlineData("--partitions many", "--partitions is 'many'; it takes a whole number from 1 to 1024")]
    [InlineData("--nonsense", "--nonsense")]
    [InlineData("--store Papyrus", "Papyrus")]
    [InlineData("--store InMemory", "take Sqlite")]
    [InlineData("--set lonely", "key=value")]
    [InlineData("--config nowhere.json", "nowhere.json")]
    [InlineData("--set Checkpointing:Processor:CheckpointPolicy=sometimes", "sometimes")]
    [InlineData("--set Checkpointing:Sqlite:DataSource=/proc/nowhere/checkpoints.db", "/proc/nowhere/checkpoints.db")]
    [InlineData("--connection-string nonsense", "connection string")]
    public async Task A_mistake_gets_one_clear_line_and_a_failing_exit_code(string arguments, string clue)
    {
        SampleProgram run = await SampleProgram.RunAsync(Quickstart, arguments.Split(' '));
        run.ExitCode.ShouldNotBe(0);
        string[] lines = run.Errors.Trim().Split('\n');
        lines.Length.ShouldBe(1, run.Errors);
        lines[0].ShouldStartWith("quickstart: ");
        lines[0].ShouldContain(clue, Case.Insensitive);
    }
}
