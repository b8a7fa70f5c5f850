using Checkpointing;
using CrashHarness.Oracle;

namespace CrashHarness.Tests;

public sealed class RestRulesTests
{
    [Fact]
    public void Shares_that_differ_by_one_at_most_are_balanced()
    {
        RestRules.CheckBalance(Owned("a", "b", "a", "b", "a"), ["a", "b"], 5).ShouldBeEmpty();
    }

    [Fact]
    public void Uneven_shares_are_found()
    {
        RestRules.CheckBalance(Owned("a", "a", "a", "b"), ["a", "b"], 4).Select(violation => violation.Evidence)
            .ShouldBe(["'a' owns 3 of 4 partitions, and there are 2 processors", "'b' owns 1 of 4 partitions, and there are 2 processors"]);
    }

    [Fact]
    public void A_processor_without_a_partition_is_found()
    {
        RestRules.CheckBalance(Owned("a", "a"), ["a", "b"], 2).ShouldContain(violation => violation.Evidence.Contains("'b' owns 0"));
    }

    [Fact]
    public void An_owner_who_does_not_run_is_found()
    {
        RestRules.CheckBalance(Owned("a", "ghost"), ["a"], 2).ShouldContain(violation => violation.PartitionId == "1" && violation.Evidence.Contains("'ghost' does not run"));
    }

    [Fact]
    public void A_partition_without_an_owner_is_found()
    {
        RestRules.CheckBalance(Owned("a", ""), ["a"], 2).ShouldContain(violation => violation.PartitionId == "1" && violation.Evidence.Contains("nobody"));
    }

    [Fact]
    public void A_partition_without_a_record_is_found()
    {
        RestRules.CheckBalance(Owned("a"), ["a"], 2).ShouldContain(violation => violation.Evidence.Contains("1 of 2 partitions"));
    }

    [Fact]
    public void A_last_checkpoint_that_is_missing_or_behind_is_found()
    {
        StoreSample last = Last(Owned("", ""), new Checkpoint("0", 8, null, 1, "a", default));
        RestRules.CheckEnd(last, new Dictionary<string, long> { ["0"] = 9, ["1"] = 9 }).Select(violation => violation.PartitionId).ShouldBe(["0", "1"]);
    }

    [Fact]
    public void A_partition_that_is_not_released_is_found()
    {
        StoreSample last = Last(Owned("a"), new Checkpoint("0", 9, null, 1, "a", default));
        RestRules.CheckEnd(last, new Dictionary<string, long> { ["0"] = 9 }).ShouldHaveSingleItem().Evidence.ShouldContain("has not released it");
    }

    private static PartitionOwnership[] Owned(params string[] owners) =>
        [.. owners.Select((owner, partition) => new PartitionOwnership($"{partition}", owner, 1, "v", default))];

    private static StoreSample Last(IReadOnlyList<PartitionOwnership> ownership, params Checkpoint[] checkpoints) => new(default, default, ownership, checkpoints, []);
}
