using System.Globalization;
using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>Rule 13: lists are complete.</summary>
public abstract class ListingSuite(StoreHarness harness) : ConformanceTest(harness)
{
    private const int Batch = 100;

    private string[] ManyPartitions => [.. Enumerable.Range(0, Harness.ManyPartitions).Select(number => number.ToString(CultureInfo.InvariantCulture))];

    [Fact]
    public async Task Thousands_of_partitions_come_back_whole()
    {
        string[] ids = ManyPartitions;
        foreach (string[] batch in ids.Chunk(Batch))
        {
            IReadOnlyCollection<PartitionOwnership> held = await HoldAsync(batch);
            held.Count.ShouldBe(batch.Length);
            await WriteAsync(held);
        }

        (await OwnersAsync()).Select(item => item.PartitionId).Order(StringComparer.Ordinal).ShouldBe(ids.Order(StringComparer.Ordinal));
        PartitionResults<Checkpoint> checkpoints = await Store.ListCheckpointsAsync(Group, Token);
        checkpoints.Items.Select(item => item.PartitionId).Order(StringComparer.Ordinal).ShouldBe(ids.Order(StringComparer.Ordinal));
        checkpoints.Items.ShouldAllBe(item => item.SequenceNumber == 3);
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

    /// <summary>Claims all; on a busy machine a call of so many requests can meet its time limit, and goes on where it ended.</summary>
    private async Task<IReadOnlyCollection<PartitionOwnership>> HoldAsync(string[] batch)
    {
        Dictionary<string, PartitionOwnership> held = [];
        Dictionary<string, string> versions = [];
        while (true)
        {
            PartitionResults<PartitionOwnership> claimed = await Store.ClaimOwnershipAsync(
                Group, [.. batch.Where(id => !held.ContainsKey(id)).Select(id => new OwnershipClaim(id, "a", "a-1", versions.GetValueOrDefault(id)))], Token);
            foreach (PartitionOwnership item in claimed.Items)
            {
                held.Add(item.PartitionId, item);
            }

            if (claimed.Faults.Count == 0)
            {
                return held.Values;
            }

            claimed.Faults.ShouldAllBe(fault => fault.IsTransient);
            versions = (await OwnersAsync()).ToDictionary(item => item.PartitionId, item => item.Version);
        }
    }

    private async Task WriteAsync(IReadOnlyCollection<PartitionOwnership> held)
    {
        IReadOnlyCollection<PartitionOwnership> open = held;
        while (open.Count > 0)
        {
            PartitionResults<CheckpointWriteResult> written = await Store.WriteCheckpointsAsync(
                Group, [.. open.Select(item => new CheckpointWrite(item.PartitionId, 3, "3", item.Epoch, "a"))], Token);
            written.Items.ShouldAllBe(item => item.Outcome != CheckpointOutcome.Fenced);
            written.Faults.ShouldAllBe(fault => fault.IsTransient);
            open = [.. open.Where(item => written.Faults.Any(fault => fault.PartitionId == item.PartitionId))];
        }
    }
}
