using System.Globalization;
using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>Rule 13: lists are complete.</summary>
public abstract class ListingSuite(StoreHarness harness) : ConformanceTest(harness)
{
    private const int Many = 1100;

    private static readonly string[] ManyPartitions = [.. Enumerable.Range(0, Many).Select(number => number.ToString(CultureInfo.InvariantCulture))];

    [Fact]
    public async Task More_than_a_thousand_partitions_come_back_whole()
    {
        PartitionResults<PartitionOwnership> claimed = await Store.ClaimOwnershipAsync(
            Group, [.. ManyPartitions.Select(id => new OwnershipClaim(id, "a", "a-1", null))], Token);
        PartitionResults<CheckpointWriteResult> written = await Store.WriteCheckpointsAsync(
            Group, [.. claimed.Items.Select(item => new CheckpointWrite(item.PartitionId, 3, "3", item.Epoch, "a"))], Token);

        claimed.Items.Count.ShouldBe(Many);
        written.Items.Count(item => item.Outcome == CheckpointOutcome.Written).ShouldBe(Many);
        (await OwnersAsync()).Select(item => item.PartitionId).ShouldBe(ManyPartitions, ignoreOrder: true);
        (await Store.ListCheckpointsAsync(Group, Token)).Items.Select(item => item.PartitionId).ShouldBe(ManyPartitions, ignoreOrder: true);
    }

    [Fact]
    public async Task An_unknown_group_is_empty()
    {
        (await OwnersAsync()).ShouldBeEmpty();
        (await Store.ListCheckpointsAsync(Group, Token)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Relinquished_and_rewound_partitions_are_listed()
    {
        await RelinquishAsync(await WinAsync("a", partition: "1"));
        await RewindAsync(5, partition: "2");

        (await OwnersAsync()).Select(item => (item.PartitionId, item.OwnerId)).ShouldBe([("1", ""), ("2", "")]);
    }

    [Fact]
    public async Task Other_groups_are_not_listed()
    {
        ConsumerGroup other = Harness.NewGroup();
        await Store.ClaimOwnershipAsync(other, [new OwnershipClaim("7", "a", "a-1", null)], Token);

        (await OwnersAsync()).ShouldBeEmpty();
    }
}
