using Compare.Contest;
using Compare.Results;

namespace Benchmarks.Tests;

public sealed class CompletionTests
{
    [Fact]
    public void A_store_is_held_against_the_rival_in_the_same_operation_at_the_same_distance()
    {
        List<OperationResult> rows = Completion.Complete(
        [
            Row("Redis", "write", 0, Roles.Store, 2),
            Row("Redis", "write", 0, Roles.Driver, 1),
            Row("Redis", "write", 5, Roles.Store, 4),
            Row("Redis", "read", 0, Roles.Store, 4),
            Row("Blob", "write", 0, Roles.Rival, 10),
            Row("Blob", "write", 5, Roles.Rival, 100),
        ]);

        rows.Select(row => row.RivalTo).ShouldBe([5, null, 25, null, null, null]);
    }

    [Fact]
    public void Round_trips_that_are_counted_at_one_distance_stand_at_the_others_for_the_same_one_only()
    {
        List<OperationResult> rows = Completion.Complete(
        [
            Row("Redis", "write", 0, Roles.Store, 2),
            Row("Redis", "write", 0, Roles.Driver, 1),
            Row("Redis", "write", 5, Roles.Store, 4, roundTrips: 1),
            Row("Postgres", "write", 0, Roles.Store, 4),
        ]);

        rows.Select(row => row.RoundTrips).ShouldBe([1, null, 1, null]);
    }

    private static OperationResult Row(string store, string operation, double distance, string role, double median, double? roundTrips = null) => new()
    {
        Store = store,
        Operation = operation,
        Kind = "",
        Partitions = 1,
        DistanceMs = distance,
        Role = role,
        Time = new Percentiles(1, median, null, null),
        PerSecond = 1,
        RoundTrips = roundTrips,
    };
}
