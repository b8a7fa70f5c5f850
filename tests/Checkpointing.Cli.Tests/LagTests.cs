using System.Text.Json;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Checkpointing.Cli.Tests.Dashboard;
using Checkpointing.Cli.Tests.Support;
using Devkit.EventHubs.Broker;
using Microsoft.Data.Sqlite;

namespace Checkpointing.Cli.Tests;

/// <summary>How <c>lag</c> judges: what is known exactly, what is read, and when it says which state.</summary>
public sealed class LagTests(Stage stage)
{
    /// <summary>So many are read without being asked for.</summary>
    private const int Reads = 32;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_partition_that_stands_with_few_events_is_read_before_busy_ones_with_many()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        string[] busy = [.. Enumerable.Range(0, Reads + 1).Select(number => $"{number}")];
        string standing = $"{busy.Length}";
        var clock = new SetClock { Now = DateTimeOffset.UtcNow.AddHours(-3) };
        await using EventHubsBroker broker = await BrokerAsync(clock, busy.Length + 1);
        broker.Publish(Stage.Hub, standing, "processed", "waits");
        clock.Now = DateTimeOffset.UtcNow.AddSeconds(-20);
        broker.Publish(Stage.Hub, standing, "has just come");
        foreach (string partition in busy)
        {
            broker.Publish(Stage.Hub, partition, "processed", "1", "2", "3", "4", "5");
        }

        await group.ClaimAsync("worker", [.. busy, standing]);
        await group.WriteAsync("worker", [.. busy.Append(standing).Select(partition => (partition, 0L))]);
        await AgeAsync(group, standing, TimeSpan.FromHours(3));

        Tool lag = await Tool.RunAsync(["lag", "--max-age", "5m", "--json"], SettingsOf(group, broker));

        lag.ExitCode.ShouldBe(1, lag.Output + lag.Errors);
        JsonElement json = lag.Json();
        json.GetProperty("partitions").EnumerateArray().Last().GetProperty("state").GetString().ShouldBe("stuck");
        json.GetProperty("exceeded").GetArrayLength().ShouldBe(1);
        json.GetProperty("secondsBehind").GetDouble().ShouldBeInRange(3 * 3600 - 60, 3 * 3600 + 600);
    }

    [Fact]
    public async Task How_long_the_group_waits_is_exact_only_if_it_is_in_every_partition()
    {
        TestGroup group = await SeededAsync();

        Tool all = await group.RunAsync("lag", "--json", "--max-age", "1d");
        Tool one = await group.RunAsync("lag", "--json", "--max-age", "1d", "--read", "1");

        all.Json().GetProperty("secondsAreExact").GetBoolean().ShouldBeTrue();
        all.Errors.ShouldBe("");

        // Partition 3 was read, and its oldest event is the oldest of all that are known; of 1 and 2 nobody knows.
        JsonElement[] partitions = [.. one.Json().GetProperty("partitions").EnumerateArray()];
        partitions.Select(partition => partition.GetProperty("secondsAreExact").GetBoolean()).ShouldBe([true, false, false, true]);
        one.Json().GetProperty("secondsAreExact").GetBoolean().ShouldBeFalse();
        one.ExitCode.ShouldBe(0);
        one.Errors.ShouldContain("--max-age may be passed all the same: in 2 partitions");
    }

    [Fact]
    public async Task Events_that_were_lost_are_told_also_when_none_is_left()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.ClaimAsync("worker", "0");
        await group.WriteAsync("worker", ("0", 4));
        await using EventHubsBroker broker = await BrokerAsync(TimeProvider.System, 1);
        broker.Publish(Stage.Hub, "0", [.. Enumerable.Range(0, 10).Select(number => $"{number}")]);
        broker.ExpireEvents(Stage.Hub, "0", 10);

        (await Tool.RunAsync(["lag"], SettingsOf(group, broker))).Answer().ShouldContain("LOST 5");
        JsonElement partition = (await Tool.RunAsync(["lag", "--json"], SettingsOf(group, broker))).Json().GetProperty("partitions")[0];
        (partition.GetProperty("state").GetString(), partition.GetProperty("eventsLost").GetInt64(), partition.GetProperty("eventsBehind").GetInt64()).ShouldBe(("lost", 5, 0));

        await group.WriteAsync("worker", ("0", 9));
        (await Tool.RunAsync(["lag"], SettingsOf(group, broker))).Answer().ShouldNotContain("LOST");
    }

    [Fact]
    public async Task A_partition_whose_oldest_event_cannot_be_read_is_stuck_only_if_all_of_its_events_have_waited_so_long()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.ClaimAsync("worker", "0");
        await group.WriteAsync("worker", ("0", 0));
        var clock = new SetClock { Now = DateTimeOffset.UtcNow.AddHours(1) };
        await using EventHubsBroker broker = await BrokerAsync(clock, 1);
        broker.Publish(Stage.Hub, "0", "processed", "has just come");
        Dictionary<string, string?> settings = SettingsOf(group, broker);
        await using PartitionReceiver processor = await ReadAsync(broker, group.Group.Name);
        await using PartitionReceiver another = await ReadAsync(broker, "$Default");

        JsonElement lag = (await Tool.RunAsync(["lag", "--stuck-after", "1ms", "--json"], settings)).Json();
        lag.GetProperty("partitions")[0].GetProperty("secondsAreExact").GetBoolean().ShouldBeFalse();
        lag.GetProperty("partitions")[0].GetProperty("state").GetString().ShouldBe("maybeStuck");
        (await Tool.RunAsync(["lag", "--stuck-after", "1ms"], settings)).Answer().ShouldContain("1 maybe stuck (0)");
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(settings, "--stuck-after", "1ms", "--interval", "20ms");
        await dashboard.StateAsync(state => state.GetProperty("lag") is { ValueKind: JsonValueKind.Object } shown && shown.GetProperty("states").TryGetProperty("maybeStuck", out _));

        JsonElement seeded = (await (await SeededAsync()).RunAsync("lag", "--stuck-after", "1ms", "--read", "0", "--json")).Json();
        seeded.GetProperty("partitions")[1].GetProperty("state").GetString().ShouldBe("stuck");
    }

    [Fact]
    public async Task A_watch_that_cannot_read_says_so_in_a_line_of_its_own()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        Dictionary<string, string?> settings = new(group.Settings) { ["Checkpointing:Sqlite:DataSource"] = Path.Combine(stage.MakeFolder(), "nowhere.db") };

        (await Tool.RunOnTerminalAsync("lag --watch --count 1", settings)).ShouldContain("\r\u001b[Jcheckpoints: Sqlite: ListCheckpoints failed");
    }

    private static Task<EventHubsBroker> BrokerAsync(TimeProvider clock, int partitions) =>
        EventHubsBroker.StartAsync(new EventHubsBrokerOptions { AcceptAnyConsumerGroup = true, TimeProvider = clock }.AddHub(Stage.Hub, partitions), Token);

    private static Dictionary<string, string?> SettingsOf(TestGroup group, EventHubsBroker broker) =>
        new(group.Settings) { ["Checkpointing:Processor:ConnectionString"] = broker.GetConnectionString(Stage.Hub) };

    /// <summary>Reads as a processor does, and lets nobody else read there.</summary>
    private static async Task<PartitionReceiver> ReadAsync(EventHubsBroker broker, string consumerGroup)
    {
        var receiver = new PartitionReceiver(
            consumerGroup, "0", EventPosition.Earliest, broker.ConnectionString, Stage.Hub, new PartitionReceiverOptions { OwnerLevel = 1 });
        (await receiver.ReceiveBatchAsync(1, Token)).ShouldNotBeEmpty();
        return receiver;
    }

    private static Task AgeAsync(TestGroup group, string partition, TimeSpan age) =>
        ChangeAsync(group, partition, $"written_at = written_at - {(long)age.TotalMilliseconds}");

    private static async Task ChangeAsync(TestGroup group, string partition, string change)
    {
        await using SqliteConnection connection = new($"Data Source={group.Settings["Checkpointing:Sqlite:DataSource"]}");
        await connection.OpenAsync(Token);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"UPDATE checkpointing_partitions SET {change} WHERE consumer_group = '{group.Group.Name}' AND partition_id = '{partition}'";
        (await command.ExecuteNonQueryAsync(Token)).ShouldBe(1);
    }

    private async Task<TestGroup> SeededAsync()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();
        return group;
    }
}
