using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>Rule 12: cancellation ends the wait and leaves the stored state valid.</summary>
public abstract class CancellationSuite(StoreHarness harness) : ConformanceTest(harness)
{
    [Fact]
    public async Task A_cancelled_call_throws_and_changes_nothing()
    {
        CancellationToken cancelled = new(canceled: true);

        await Should.ThrowAsync<OperationCanceledException>(() => Store.ListOwnershipAsync(Group, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.ListCheckpointsAsync(Group, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.ReadCheckpointAsync(Group, Partition, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(
            () => Store.ClaimOwnershipAsync(Group, [new OwnershipClaim(Partition, "a", "a-1", null)], cancelled));
        await Should.ThrowAsync<OperationCanceledException>(
            () => Store.WriteCheckpointsAsync(Group, [new CheckpointWrite(Partition, 1, null, 0, "a")], cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Operator.RewindAsync(Group, [new PartitionRewind(Partition, 1, null, "a")], cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Operator.DeleteGroupAsync(Group, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => Operator.ListGroupsAsync(cancelled));

        (await OwnersAsync()).ShouldBeEmpty();
        (await ReadAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Calls_cancelled_half_way_leave_whole_records_and_a_store_that_works()
    {
        PartitionOwnership held = await WinAsync("a");
        long furthest = -1;

        for (int round = 0; round < 25; round++)
        {
            using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
            Task<PartitionResults<CheckpointWriteResult>> writing = Store.WriteCheckpointsAsync(
                Group, [new CheckpointWrite(Partition, round, OffsetOf(round), held.Epoch, "a")], cancellation.Token);
            await cancellation.CancelAsync();
            try
            {
                if ((await writing).Items.Single().Outcome == CheckpointOutcome.Written)
                {
                    furthest = round;
                }
            }
            catch (OperationCanceledException)
            {
                // Applied or not: either is right, half of it is not.
            }

            Checkpoint? read = await ReadAsync();
            (read?.SequenceNumber ?? -1).ShouldBeInRange(furthest, round);
            read?.Offset.ShouldBe(OffsetOf(read.SequenceNumber!.Value));
        }

        (await WriteAsync(1000, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        (await ClaimAsync("a", held.Version)).ShouldNotBeNull();
    }
}
