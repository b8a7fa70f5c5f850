using Checkpointing.Memory;
using static Checkpointing.Moving.Tests.Pairs.PairScene;

namespace Checkpointing.Moving.Tests.Pairs;

/// <summary>Where a partition stands when two stores have a say.</summary>
public sealed class PairCheckpointTests
{
    [Theory]
    [InlineData(MovingLeader.From)]
    [InlineData(MovingLeader.To)]
    public async Task What_was_acknowledged_stands_in_both_stores(MovingLeader leader)
    {
        var scene = new PairScene(leader);
        PartitionOwnership held = (await TakeAsync(scene.Pair, "me")).ShouldNotBeNull();
        (await WriteAsync(scene.Pair, 5, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        (await PositionAsync(scene.Old)).ShouldBe(5);
        (await PositionAsync(scene.New)).ShouldBe(5);
        (await WriteAsync(scene.Pair, 5, held.Epoch)).ShouldBe(CheckpointOutcome.Stale);
    }

    [Theory]
    [InlineData(MovingLeader.From)]
    [InlineData(MovingLeader.To)]
    public async Task What_one_store_did_not_take_is_a_fault_and_the_next_write_makes_up_for_it(MovingLeader leader)
    {
        foreach (bool isLeaderDown in new[] { true, false })
        {
            var scene = new PairScene(leader);
            PartitionOwnership held = (await TakeAsync(scene.Pair, "me")).ShouldNotBeNull();
            FaultyStore down = isLeaderDown == (leader == MovingLeader.From) ? scene.From : scene.To;
            down.GoDown();

            CheckpointStoreException error = await Should.ThrowAsync<CheckpointStoreException>(() => WriteAsync(scene.Pair, 5, held.Epoch));
            error.MayHaveBeenApplied.ShouldBe(!isLeaderDown, "only the leading store is written first");

            down.ComeBack();
            (await WriteAsync(scene.Pair, 5, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
            (await PositionAsync(scene.Old)).ShouldBe(5);
            (await PositionAsync(scene.New)).ShouldBe(5);
        }
    }

    [Fact]
    public async Task A_checkpoint_of_a_former_owner_is_refused_in_whichever_store_it_was_overtaken()
    {
        foreach (bool isOvertakenInOld in new[] { true, false })
        {
            var scene = new PairScene(MovingLeader.From);
            PartitionOwnership held = (await TakeAsync(scene.Pair, "me")).ShouldNotBeNull();
            await TakeAsync(isOvertakenInOld ? scene.Old : scene.New, "other");
            (await WriteAsync(scene.Pair, 5, held.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
            (await WriteAsync(scene.Pair, 5, held.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
        }
    }

    [Fact]
    public async Task What_a_process_of_the_old_store_has_done_is_copied_before_the_next_owner_begins()
    {
        var scene = new PairScene(MovingLeader.From);
        PartitionOwnership first = (await TakeAsync(scene.Pair, "me")).ShouldNotBeNull();
        await WriteAsync(scene.Pair, 5, first.Epoch);
        PartitionOwnership old = (await TakeAsync(scene.Old, "old")).ShouldNotBeNull();
        (await WriteAsync(scene.Old, 20, old.Epoch)).ShouldBe(CheckpointOutcome.Written);

        (await TakeAsync(scene.Another(MovingLeader.From), "next")).ShouldNotBeNull();

        (await PositionAsync(scene.New)).ShouldBe(20);
        PartitionOwnership after = (await TakeAsync(scene.Another(MovingLeader.To), "after")).ShouldNotBeNull();
        after.Epoch.ShouldBeGreaterThan(first.Epoch);
        (await PositionAsync(scene.Another(MovingLeader.To))).ShouldBe(20);
    }

    [Fact]
    public async Task A_store_that_leads_and_has_no_checkpoint_yet_is_read_through_and_filled_by_the_first_owner()
    {
        var scene = new PairScene(MovingLeader.To);
        PartitionOwnership old = (await TakeAsync(scene.Old, "old")).ShouldNotBeNull();
        await WriteAsync(scene.Old, 20, old.Epoch);
        (await PositionAsync(scene.Pair)).ShouldBe(20);
        (await scene.Pair.ListCheckpointsAsync(Group, default)).Items.Single().SequenceNumber.ShouldBe(20);
        (await PositionAsync(scene.New)).ShouldBeNull();

        PartitionOwnership held = (await TakeAsync(scene.Pair, "me")).ShouldNotBeNull();

        (await PositionAsync(scene.New)).ShouldBe(20);
        (await WriteAsync(scene.Pair, 21, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task Of_two_positions_the_leading_stores_counts_and_after_the_switch_nothing_is_repeated_beyond_what_was_acknowledged()
    {
        var scene = new PairScene(MovingLeader.From);
        PartitionOwnership held = (await TakeAsync(scene.Pair, "me")).ShouldNotBeNull();
        await WriteAsync(scene.Pair, 5, held.Epoch);
        scene.To.GoDown();
        await Should.ThrowAsync<CheckpointStoreException>(() => WriteAsync(scene.Pair, 8, held.Epoch));

        // The process dies here, half-way: 8 was not acknowledged. A process of the next step goes by the new store.
        MovingCheckpointStore next = scene.Another(MovingLeader.To);
        (await TakeAsync(next, "next")).ShouldBeNull("the old store has to be set back first, and that takes the partition from whoever has it");
        (await TakeAsync(next, "next")).ShouldNotBeNull();
        (await PositionAsync(next)).ShouldBe(5);
        (await PositionAsync(scene.Old)).ShouldBe(5);
    }

    [Theory]
    [InlineData(MovingLeader.From, 3L)]
    [InlineData(MovingLeader.To, 3L)]
    [InlineData(MovingLeader.From, -1L)]
    [InlineData(MovingLeader.To, -1L)]
    [InlineData(MovingLeader.From, null)]
    public async Task A_rewind_in_the_leading_store_alone_holds(MovingLeader leader, long? position)
    {
        var scene = new PairScene(leader);
        PartitionOwnership held = (await TakeAsync(scene.Pair, "me")).ShouldNotBeNull();
        await WriteAsync(scene.Pair, 5, held.Epoch);
        (InMemoryCheckpointStore leading, InMemoryCheckpointStore following) = leader == MovingLeader.From ? (scene.Old, scene.New) : (scene.New, scene.Old);
        await RewindAsync(leading, position);

        (await WriteAsync(scene.Pair, 6, held.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
        (await ClaimAsync(scene.Pair, "me", held.Version)).ShouldBeNull();
        (await TakeAsync(scene.Pair, "me")).ShouldBeNull("the other store is set back first");
        PartitionOwnership again = (await TakeAsync(scene.Pair, "me")).ShouldNotBeNull();

        (await PositionAsync(scene.Pair)).ShouldBe(position);
        (await PositionAsync(following)).ShouldBe(position);
        scene.Log.Messages.ShouldHaveSingleItem().ShouldContain("is set back");
        again.Epoch.ShouldBeGreaterThan(held.Epoch);
        (await WriteAsync(scene.Pair, 4, held.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
        (await WriteAsync(scene.Pair, 4, again.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_rewind_in_the_other_store_alone_does_not_hold()
    {
        var scene = new PairScene(MovingLeader.From);
        PartitionOwnership held = (await TakeAsync(scene.Pair, "me")).ShouldNotBeNull();
        await WriteAsync(scene.Pair, 5, held.Epoch);
        await RewindAsync(scene.New, 3);

        (await WriteAsync(scene.Pair, 6, held.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
        (await TakeAsync(scene.Pair, "me")).ShouldNotBeNull();

        (await PositionAsync(scene.Pair)).ShouldBe(6);
        (await PositionAsync(scene.New)).ShouldBe(6);
    }

    [Fact]
    public async Task A_rewind_that_fails_half_way_says_so_and_holds()
    {
        var scene = new PairScene(MovingLeader.From);
        PartitionOwnership held = (await TakeAsync(scene.Pair, "me")).ShouldNotBeNull();
        await WriteAsync(scene.Pair, 5, held.Epoch);
        scene.To.GoDown();
        (await Should.ThrowAsync<CheckpointStoreException>(() => RewindAsync(scene.Pair, 3))).MayHaveBeenApplied.ShouldBeTrue();
        scene.To.ComeBack();

        (await TakeAsync(scene.Pair, "me")).ShouldBeNull();
        (await TakeAsync(scene.Pair, "me")).ShouldNotBeNull();
        (await PositionAsync(scene.New)).ShouldBe(3);
    }

    [Fact]
    public async Task A_tool_that_copies_checkpoints_fills_both_stores()
    {
        var scene = new PairScene(MovingLeader.From);
        (await WriteAsync(scene.Pair, 9, epoch: 0)).ShouldBe(CheckpointOutcome.Written);
        (await PositionAsync(scene.Old)).ShouldBe(9);
        (await PositionAsync(scene.New)).ShouldBe(9);
    }

    [Fact]
    public async Task A_position_that_cannot_be_copied_is_given_back_with_the_partition()
    {
        var scene = new PairScene(MovingLeader.From);
        PartitionOwnership old = (await TakeAsync(scene.Old, "old")).ShouldNotBeNull();
        await WriteAsync(scene.Old, 20, old.Epoch);
        scene.To.Before = operation => operation == StoreOperation.WriteCheckpoints ? throw FaultyStore.Fault(operation) : Task.CompletedTask;

        await Should.ThrowAsync<CheckpointStoreException>(() => TakeAsync(scene.Pair, "me"));

        (await OwnerAsync(scene.Old))!.OwnerId.ShouldBeEmpty();
        (await OwnerAsync(scene.New))!.OwnerId.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(StoreOperation.ReadCheckpoint)]
    [InlineData(StoreOperation.ClaimOwnership)]
    public async Task A_process_that_was_held_up_before_it_sets_a_store_back_undoes_nothing_that_was_done_meanwhile(StoreOperation heldUpAfter)
    {
        PairScene scene = await OldStoreAheadAsync();

        // The next process finds the old store ahead. Before it sets it back, another one takes the partition, by the old store's checkpoint, and goes on.
        int claims = 0;
        scene.From.After = async operation =>
        {
            claims += operation == StoreOperation.ClaimOwnership ? 1 : 0;
            if (operation == heldUpAfter && (operation != StoreOperation.ClaimOwnership || claims == 2))
            {
                scene.From.ComeBack();
                MovingCheckpointStore another = scene.Another(MovingLeader.From);
                PartitionOwnership theirs = (await TakeAsync(another, "another")).ShouldNotBeNull();
                (await WriteAsync(another, 9, theirs.Epoch)).ShouldBe(CheckpointOutcome.Written);
            }
        };
        (await TakeAsync(scene.Pair, "next")).ShouldBeNull();

        (await PositionAsync(scene.Old)).ShouldBe(9);
        (await PositionAsync(scene.New)).ShouldBe(9);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(7)]
    public async Task What_was_acknowledged_meanwhile_is_put_back_also_where_it_is_no_further_than_what_was_to_be_set_back(long acknowledged)
    {
        PairScene scene = await OldStoreAheadAsync();
        int claims = 0;
        scene.From.After = async operation =>
        {
            if (operation == StoreOperation.ClaimOwnership && ++claims == 2)
            {
                // It sets the old store back itself, and goes on from there.
                MovingCheckpointStore another = scene.Another(MovingLeader.To);
                (await TakeAsync(another, "another")).ShouldBeNull();
                PartitionOwnership theirs = (await TakeAsync(another, "another")).ShouldNotBeNull();
                (await WriteAsync(another, acknowledged, theirs.Epoch)).ShouldBe(CheckpointOutcome.Written);
            }
        };

        (await TakeAsync(scene.Pair, "next")).ShouldBeNull();

        (await PositionAsync(scene.Old)).ShouldBe(acknowledged);
        (await PositionAsync(scene.New)).ShouldBe(acknowledged);
    }

    [Fact]
    public async Task A_partition_that_changes_hands_twice_while_a_store_is_set_back_repeats_events_and_that_is_told()
    {
        PairScene scene = await OldStoreAheadAsync();
        long? begunAt = null;
        int claims = 0;
        scene.From.After = async operation =>
        {
            MovingCheckpointStore another = scene.Another(MovingLeader.From);
            if (operation == StoreOperation.ClaimOwnership && ++claims == 2)
            {
                PartitionOwnership theirs = (await TakeAsync(another, "second")).ShouldNotBeNull();
                (await WriteAsync(another, 9, theirs.Epoch)).ShouldBe(CheckpointOutcome.Written);
            }
            else if (operation == StoreOperation.Rewind)
            {
                (await TakeAsync(another, "third")).ShouldBeNull("the new store is set back first");
                (await TakeAsync(another, "third")).ShouldNotBeNull();
                begunAt = await PositionAsync(another);
            }
        };

        (await TakeAsync(scene.Pair, "next")).ShouldBeNull();

        begunAt.ShouldBe(5);
        scene.Log.Messages.Count(message => message.Contains("changed hands twice") && message.Contains("and 9 could not")).ShouldBe(1);
    }

    /// <summary>The new store leads and stands at 5; a process that knows the old one only has gone on to 8 there. Whoever takes the partition by the pair has to set the old store back.</summary>
    private static async Task<PairScene> OldStoreAheadAsync()
    {
        var scene = new PairScene(MovingLeader.To);
        PartitionOwnership held = (await TakeAsync(scene.Pair, "me")).ShouldNotBeNull();
        await WriteAsync(scene.Pair, 5, held.Epoch);
        PartitionOwnership old = (await TakeAsync(scene.Old, "old")).ShouldNotBeNull();
        await WriteAsync(scene.Old, 8, old.Epoch);
        return scene;
    }
}
