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
    public Task A_cancelled_request_throws_and_changes_nothing() => WhereRequestsAreHeldAsync(async () =>
    {
        await WinAsync("a");

        await Should.ThrowAsync<OperationCanceledException>(
            () => Requests().RequestOwnershipAsync(Group, [new OwnershipRequest(Partition, "a", "b")], new CancellationToken(canceled: true)));

        (await OwnerAsync()).RequestedBy.ShouldBeNull();
    });

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
            await YieldAsync(round);
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

    [Fact]
    public async Task Claims_and_rewinds_cancelled_half_way_leave_one_owner_and_whole_records()
    {
        for (int round = 0; round < 25; round++)
        {
            string partition = FormattableString.Invariant($"{round}");
            PartitionOwnership held = await WinAsync("a", partition: partition);
            using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
            Task[] changes =
            [
                Store.ClaimOwnershipAsync(Group, [new OwnershipClaim(partition, "b", "b-1", held.Version)], cancellation.Token),
                Operator.RewindAsync(Group, [new PartitionRewind(partition, 7, OffsetOf(7), "operator")], cancellation.Token),
            ];
            await YieldAsync(round);
            await cancellation.CancelAsync();
            await Task.WhenAll(changes).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

            (await ReadAsync(partition))?.Offset.ShouldBe(OffsetOf(7));
            await ShouldBeTakenOverAsync(partition);
        }
    }

    /// <summary>What was cancelled may still arrive, once each; whoever goes on succeeds all the same.</summary>
    private async Task ShouldBeTakenOverAsync(string partition)
    {
        ICheckpointStore next = await OpenAsync();
        for (int late = 0; late < 5; late++)
        {
            PartitionOwnership? taken = await ClaimAsync("c", (await OwnerAsync(partition, next)).Version, partition, store: next);
            if (taken is not null && await WriteAsync(8, taken.Epoch, partition, store: next) == CheckpointOutcome.Written)
            {
                return;
            }
        }

        Assert.Fail($"Partition {partition} cannot be taken over.");
    }

    private static async Task YieldAsync(int times)
    {
        for (int time = 0; time < times; time++)
        {
            await Task.Yield();
        }
    }
}
