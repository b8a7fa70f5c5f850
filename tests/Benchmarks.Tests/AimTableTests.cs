using Compare.Contest;
using Compare.Reports;
using Compare.Results;

namespace Benchmarks.Tests;

public sealed class AimTableTests
{
    private static readonly RunHead Head = new() { Machine = "m", Command = "", Started = DateTimeOffset.UnixEpoch, LoadAtStart = null };

    [Fact]
    public void An_aim_is_met_by_the_figures_of_the_run_and_by_no_others()
    {
        RunResult result = new()
        {
            Head = Head,
            Operations =
            [
                Row("Redis", OperationKind.Write, 1, 0, toDriver: 1.101),
                Row("Redis", OperationKind.Write, 1, 5, toDriver: 1.0),
                Row("Blob", OperationKind.Write, 1, 0, toDriver: 1.098),
                Row("Redis", OperationKind.Renew, 256, 0, rivalTo: 30),
                Row("Postgres", OperationKind.Renew, 256, 0, rivalTo: 29.9),
                Row("Cosmos", OperationKind.Renew, 256, 0, rivalTo: 4),
                Row("Redis", OperationKind.Renew, 32, 0, rivalTo: 1),
                Row("Blob", OperationKind.Renew, 256, 0, rivalTo: 1.26),
                Row("Blob", OperationKind.Renew, 256, 5, rivalTo: 7.6),
            ],
            Scenarios = [Start("Redis", Roles.Store, 15, 15), Start("Blob", Roles.Store, 14, 74), Start("Blob", Roles.Rival, null, 97), Start("Memory", Roles.Store, 20, null)],
            Throughput = [Reading("Redis", "every event", 0.95), Reading("Blob", "every event", 0.94), Reading("Blob", "every 1s", 0.1)],
        };
        Markdown text = new();

        AimTable.Write(text, result);

        text.ToString().Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Select(line => line[(line.IndexOf(" | ", StringComparison.Ordinal) + 3)..]).ShouldBe(
        [
            "loopback: Blob 1.10; 5 ms: Redis 1.00 | loopback: Redis 1.10 |",
            "loopback: Redis 30.00 | loopback: Postgres 29.90 |",
            "5 ms: Blob 7.60 | loopback: Blob 1.26 |",
            "loopback: Redis 15, Blob 14 | loopback: Memory 20 |",
            "loopback: Redis 15 | loopback: Blob 74, Memory 20 |",
            "loopback: Redis 0.95 | loopback: Blob 0.94 |",
        ]);
    }

    [Fact]
    public void Without_figures_there_are_no_aims()
    {
        Markdown text = new();

        AimTable.Write(text, new RunResult { Head = Head });

        text.ToString().ShouldBeEmpty();
    }

    private static OperationResult Row(string store, OperationKind kind, int partitions, double distance, double? toDriver = null, double? rivalTo = null) => new()
    {
        Store = store,
        Operation = "",
        Kind = kind.ToString(),
        Partitions = partitions,
        DistanceMs = distance,
        Role = Roles.Store,
        Time = new Percentiles(1, 1, null, null),
        PerSecond = 1,
        ToDriver = toDriver,
        RivalTo = rivalTo,
    };

    private static ScenarioResult Start(string store, string role, double? calls, double? roundTrips) => new()
    {
        Store = store,
        Scenario = "cold start",
        Role = role,
        Time = new Percentiles(1, 1, null, null),
        Calls = calls,
        RoundTrips = roundTrips,
    };

    private static ThroughputResult Reading(string store, string policy, double toNone) => new()
    {
        Store = store,
        Policy = policy,
        DistanceMs = 0,
        Rounds = 1,
        EventsPerSecond = 1,
        ToNone = toNone,
        ReplayBound = null,
        Uncovered = null,
        BytesPerEvent = null,
        CpuMicroseconds = null,
    };
}
