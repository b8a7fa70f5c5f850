using Checkpointing.Conformance;
using Checkpointing.Memory;
using static Checkpointing.Moving.Tests.Pairs.PairScene;

namespace Checkpointing.Moving.Tests.Pairs;

/// <summary>Who owns a partition when two stores have a say.</summary>
public sealed class PairOwnershipTests
{
    [Fact]
    public async Task A_partition_that_is_held_in_the_new_store_alone_cannot_be_taken_and_the_old_one_is_given_back()
    {
        var scene = new PairScene(MovingLeader.To);
        PartitionOwnership seen = (await TakeAsync(scene.Another(MovingLeader.To), "other")).ShouldNotBeNull();
        PartitionOwnership theirs = (await TakeAsync(scene.New, "new")).ShouldNotBeNull();

        (await ClaimAsync(scene.Pair, "late", seen.Version)).ShouldBeNull();

        (await OwnerAsync(scene.Old))!.OwnerId.ShouldBeEmpty();
        (await OwnerAsync(scene.New))!.Version.ShouldBe(theirs.Version);
        (await OwnerAsync(scene.Pair))!.OwnerId.ShouldBe("new");
    }

    [Fact]
    public async Task A_renewal_that_is_lost_in_one_store_is_lost_and_the_other_one_is_given_back()
    {
        var scene = new PairScene(MovingLeader.From);
        PartitionOwnership held = (await TakeAsync(scene.Pair, "me")).ShouldNotBeNull();
        await TakeAsync(scene.Old, "old");

        (await ClaimAsync(scene.Pair, "me", held.Version)).ShouldBeNull();

        (await OwnerAsync(scene.Old))!.OwnerId.ShouldBe("old");
        (await OwnerAsync(scene.New))!.OwnerId.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_is_shown_as_his_own_what_he_has_lost_in_one_store()
    {
        var scene = new PairScene(MovingLeader.To);
        await TakeAsync(scene.Pair, "me");
        await TakeAsync(scene.Old, "old");

        (await OwnerAsync(scene.Pair))!.OwnerId.ShouldBe("old");
        (await OwnerAsync(scene.Another(MovingLeader.From)))!.OwnerId.ShouldBe("old");

        await RewindAsync(scene.Old, 7);
        (await OwnerAsync(scene.Pair))!.OwnerId.ShouldBeEmpty();
        (await OwnerAsync(scene.Another(MovingLeader.From)))!.OwnerId.ShouldBe("me", "to others it is not free as long as it is held anywhere");
    }

    [Fact]
    public async Task While_a_store_is_down_a_renewal_is_a_fault_and_refreshes_the_other_and_afterwards_it_is_won_under_the_same_epoch()
    {
        foreach (bool isOldDown in new[] { true, false })
        {
            var scene = new PairScene(MovingLeader.From);
            PartitionOwnership held = (await TakeAsync(scene.Pair, "me")).ShouldNotBeNull();
            (FaultyStore down, InMemoryCheckpointStore up) = isOldDown ? (scene.From, scene.New) : (scene.To, scene.Old);
            string before = (await OwnerAsync(up))!.Version;
            down.GoDown();
            PartitionResults<PartitionOwnership> results = await scene.Pair.ClaimOwnershipAsync(
                Group, [new OwnershipClaim(Partition, "me", "1", held.Version), new OwnershipClaim("1", "me", "1", "9:unknown")], default);

            results.Items.ShouldBeEmpty();
            results.Faults.ShouldHaveSingleItem().IsTransient.ShouldBeTrue();
            results.Faults[0].Message.ShouldContain(isOldDown ? "the store to move from" : "the store to move to");
            (await OwnerAsync(up))!.Version.ShouldNotBe(before);

            down.ComeBack();
            PartitionOwnership again = (await ClaimAsync(scene.Pair, "me", held.Version)).ShouldNotBeNull();
            again.Epoch.ShouldBe(held.Epoch);
            (await WriteAsync(scene.Pair, 5, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        }
    }

    [Fact]
    public async Task A_store_that_is_down_for_all_is_an_error_of_the_whole_call_and_nothing_is_kept_half()
    {
        var scene = new PairScene(MovingLeader.From);
        scene.To.GoDown();

        CheckpointStoreException error = await Should.ThrowAsync<CheckpointStoreException>(() => ClaimAsync(scene.Pair, "me"));

        error.IsTransient.ShouldBeTrue();
        error.PartitionId.ShouldBeNull();
        (await OwnerAsync(scene.Old))!.OwnerId.ShouldBeEmpty();
        await Should.ThrowAsync<CheckpointStoreException>(() => OwnerAsync(scene.Pair));
    }

    [Fact]
    public async Task A_claim_that_is_cancelled_between_the_two_stores_leaves_the_first_one_free()
    {
        var scene = new PairScene(MovingLeader.From);
        using var cancelled = new CancellationTokenSource();
        scene.From.After = async operation =>
        {
            if (operation == StoreOperation.ClaimOwnership)
            {
                scene.From.ComeBack();
                await cancelled.CancelAsync();
            }
        };

        await Should.ThrowAsync<OperationCanceledException>(
            () => scene.Pair.ClaimOwnershipAsync(Group, [new OwnershipClaim(Partition, "me", "1", null)], cancelled.Token));

        (await OwnerAsync(scene.Old))!.OwnerId.ShouldBeEmpty();
        (await TakeAsync(scene.Pair, "me")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_process_that_died_between_the_two_stores_is_waited_for_and_then_taken_over()
    {
        var scene = new PairScene(MovingLeader.To);
        await TakeAsync(scene.Old, "dead");

        PartitionOwnership seen = (await OwnerAsync(scene.Pair)).ShouldNotBeNull();
        seen.OwnerId.ShouldBe("dead");
        seen.LastModified.ShouldBe((await OwnerAsync(scene.Old))!.LastModified, TimeSpan.FromSeconds(1));

        (await ClaimAsync(scene.Pair, "next", seen.Version)).ShouldNotBeNull().OwnerId.ShouldBe("next");
    }

    [Fact]
    public async Task A_partition_is_as_young_as_its_younger_record_whatever_the_clocks_of_the_two_stores()
    {
        var now = new ManualTimeProvider();
        var old = new InMemoryCheckpointStore(now);
        var pair = new MovingCheckpointStore(
            old.CreateClient(new ShiftedClock(TimeSpan.FromMinutes(-10))),
            new InMemoryCheckpointStore(new ShiftedClock(TimeSpan.FromHours(3))).CreateClient(new ShiftedClock(TimeSpan.FromMinutes(-10))),
            MovingLeader.To,
            new ShiftedClock(TimeSpan.FromMinutes(-10)));
        await TakeAsync(pair, "me");
        now.Advance(TimeSpan.FromMinutes(5));

        TimeSpan age = new ShiftedClock(TimeSpan.FromMinutes(-10)).GetUtcNow() - (await OwnerAsync(pair))!.LastModified;

        age.ShouldBe(TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_request_is_noted_where_its_owner_can_see_it()
    {
        var scene = new PairScene(MovingLeader.To);
        await TakeAsync(scene.New, "new");
        (await RequestAsync(scene, "new")).ShouldHaveSingleItem().RequestedBy.ShouldBe("me");
        (await OwnerAsync(scene.New))!.RequestedBy.ShouldBe("me");
        (await OwnerAsync(scene.Pair))!.RequestedBy.ShouldBe("me");
        (await RequestAsync(scene, "somebody else")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_owner_whose_store_holds_no_requests_is_asked_like_one_who_does_not_answer()
    {
        var scene = new PairScene(MovingLeader.From);
        scene.From.HoldsRequests = false;
        await TakeAsync(scene.Old, "old");

        scene.Pair.HoldsRequests.ShouldBeTrue();
        PartitionOwnership told = (await RequestAsync(scene, "old")).ShouldHaveSingleItem();
        told.RequestedBy.ShouldBe("me");
        told.Version.ShouldBe((await OwnerAsync(scene.Pair))!.Version);
        (await RequestAsync(scene, "somebody else")).ShouldBeEmpty();

        scene.To.HoldsRequests = false;
        scene.Pair.HoldsRequests.ShouldBeFalse();
        await Should.ThrowAsync<NotSupportedException>(() => RequestAsync(scene, "old"));
    }

    private static async Task<IReadOnlyList<PartitionOwnership>> RequestAsync(PairScene scene, string owner) =>
        (await scene.Pair.RequestOwnershipAsync(Group, [new OwnershipRequest(Partition, owner, "me")], default)).Items;
}
