using Azure.Core;

namespace Checkpointing.Blob.Tests;

/// <summary>Rule 9, where a change takes several requests: an answer that is lost anywhere on the way is made up for, or told.</summary>
public sealed class BlobUnclearTests(AzuriteFixture azurite) : BlobTest(azurite)
{
    public static TheoryData<int> WritesOfARewind => [1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(WritesOfARewind))]
    public async Task A_rewind_is_done_whichever_answer_is_lost(int lost)
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        await WriteAsync(Store, 100, held.Epoch);
        LoseAnswer(lost);

        PartitionRewound rewound = await RewindAsync(new PartitionRewind("0", 5, "50", "tool"));

        rewound.PreviousOwnerId.ShouldBe("me");
        rewound.Previous.ShouldNotBeNull().SequenceNumber.ShouldBe(100);
        (await ReadAsync()).ShouldNotBeNull().SequenceNumber.ShouldBe(5);
        PartitionOwnership free = (await Store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem();
        free.OwnerId.ShouldBeEmpty();
        free.Epoch.ShouldBe(rewound.Epoch);
        (await WriteAsync(Store, 101, held.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
        PartitionOwnership next = await WinAsync(Store, "next", free.Version);
        (await WriteAsync(Store, 6, next.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Theory]
    [MemberData(nameof(WritesOfARewind))]
    public async Task A_removal_is_done_whichever_answer_is_lost_and_tells_what_was_removed(int lost)
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        await WriteAsync(Store, 100, held.Epoch);
        LoseAnswer(lost);

        PartitionRewound rewound = await RewindAsync(new PartitionRewind("0", null, null, "tool"));

        rewound.Previous.ShouldNotBeNull().SequenceNumber.ShouldBe(100);
        (await ReadAsync()).ShouldBeNull();
        (await Store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem().OwnerId.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_first_position_whose_answer_is_lost_had_none_before_it()
    {
        Faults.Once(Fault.AnswerLost, request => IsMetadataWrite(request, "checkpoint") && request.Headers.TryGetValue("If-None-Match", out _));

        PartitionRewound rewound = await RewindAsync(new PartitionRewind("0", 5, "50", "tool"));

        rewound.Previous.ShouldBeNull();
        (await ReadAsync()).ShouldNotBeNull().SequenceNumber.ShouldBe(5);
    }

    [Theory]
    [InlineData("me")]
    [InlineData("")]
    public async Task Without_a_checkpoint_it_stays_unclear_whether_a_renewal_was_applied_and_is_said_to_be(string owner)
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        Faults.Once(Fault.AnswerLost, request => IsMetadataWrite(request, "ownership"));

        PartitionResults<PartitionOwnership> results = await Store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", owner, "1", held.Version)], Token);

        results.Items.ShouldBeEmpty();
        CheckpointStoreException fault = results.Faults.ShouldHaveSingleItem();
        fault.IsTransient.ShouldBeTrue();
        fault.MayHaveBeenApplied.ShouldBeTrue();
        (await ClaimAsync(Store, owner, held.Version)).ShouldBeNull();
        PartitionOwnership seen = (await Store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem();
        PartitionOwnership again = await WinAsync(Store, "me", seen.Version);
        (await WriteAsync(Store, 1, again.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_claim_is_won_even_if_the_answer_that_was_to_resolve_it_is_lost_too()
    {
        int writes = 0;
        Faults.Plan(request => IsMetadataWrite(request, "ownership") && (Interlocked.Increment(ref writes) is 1 or 3) ? Fault.AnswerLost : Fault.None);

        PartitionOwnership won = await WinAsync(Store, "me");

        writes.ShouldBe(5);
        (await WriteAsync(Store, 1, won.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_partition_is_given_up_after_a_renewal_that_stayed_unclear()
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        await WriteAsync(Store, 1, held.Epoch);
        await LeaveRenewalUnclearAsync(held);

        PartitionOwnership given = await WinAsync(Store, "", held.Version);

        given.Epoch.ShouldBe(held.Epoch);
        (await Store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem().OwnerId.ShouldBeEmpty();
        (await WriteAsync(Store, 2, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        (await ClaimAsync(Open(), "next", given.Version)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_partition_that_a_later_start_holds_is_not_given_up_for_it()
    {
        PartitionOwnership paused = await WinAsync(Store, "me", instance: "start-1");
        await WriteAsync(Store, 1, paused.Epoch);
        await LeaveRenewalUnclearAsync(paused, "start-1");
        BlobCheckpointStore restarted = Open();
        PartitionOwnership present = (await restarted.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem();
        PartitionOwnership again = await WinAsync(restarted, "me", present.Version, instance: "start-2");

        (await ClaimAsync(Store, "", paused.Version)).ShouldBeNull();

        (await ClaimAsync(restarted, "me", again.Version, instance: "start-2")).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_unclear_renewal_does_not_let_another_owner_in_by_the_old_version()
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        await WriteAsync(Store, 1, held.Epoch);
        await LeaveRenewalUnclearAsync(held);

        (await ClaimAsync(Store, "other", held.Version)).ShouldBeNull();

        (await Store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem().OwnerId.ShouldBe("me");
    }

    [Fact]
    public async Task Giving_up_whose_answer_is_lost_is_done()
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        await WriteAsync(Store, 1, held.Epoch);
        Faults.Once(Fault.AnswerLost, request => IsMetadataWrite(request, "ownership"));

        PartitionOwnership given = await WinAsync(Store, "", held.Version);

        (await ClaimAsync(Open(), "next", given.Version)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copied_checkpoint_whose_answer_is_lost_counts_as_written(bool isThere)
    {
        if (isThere)
        {
            await PutAsync("checkpoint/0", new Dictionary<string, string> { ["offset"] = "10", ["sequencenumber"] = "1" });
        }

        Faults.Once(Fault.AnswerLost, request => IsMetadataWrite(request, "checkpoint"));

        (await WriteAsync(Store, 5, epoch: 0)).ShouldBe(CheckpointOutcome.Written);

        (await WriteAsync(Store, 5, epoch: 0)).ShouldBe(CheckpointOutcome.Stale);
    }

    [Fact]
    public async Task The_same_position_by_another_writer_is_not_taken_for_ones_own()
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        await WriteAsync(Store, 1, held.Epoch);
        await WriteAsync(Store, 2, held.Epoch);
        int met = 0;
        Faults.Plan(request =>
        {
            if (!IsMetadataWrite(request, "checkpoint") || Interlocked.Increment(ref met) > 1)
            {
                return Fault.None;
            }

            Container.GetBlobClient($"{Prefix}/checkpoint/0").SetMetadata(
                new Dictionary<string, string> { ["offset"] = "30", ["sequencenumber"] = "3", ["clientidentifier"] = "stranger" }, cancellationToken: Token);
            return Fault.NeverSent;
        });

        (await WriteAsync(Store, 3, held.Epoch)).ShouldBe(CheckpointOutcome.Stale);
    }

    [Theory]
    [InlineData("ownership", 1)]
    [InlineData("ownership", 2)]
    [InlineData("checkpoint", 1)]
    [InlineData("checkpoint", 2)]
    public async Task A_rewind_that_ends_for_good_half_way_says_that_it_may_have_been_applied(string kind, int number)
    {
        await PutAsync("checkpoint/0", new Dictionary<string, string> { ["offset"] = "10", ["sequencenumber"] = "1" });
        int met = 0;
        Faults.Plan(request => IsMetadataWrite(request, kind) && Interlocked.Increment(ref met) == number ? Fault.Forbidden : Fault.None);

        CheckpointStoreException fault =
            (await Store.RewindAsync(Group, [new PartitionRewind("0", 5, "50", "tool")], Token)).Faults.ShouldHaveSingleItem();

        fault.IsTransient.ShouldBeFalse();

        // Only the first write of all, which takes the partition, leaves everything as it was.
        fault.MayHaveBeenApplied.ShouldBe((kind, number) != ("ownership", 1));
    }

    [Fact]
    public async Task A_takeover_whose_fence_is_refused_for_good_says_that_it_may_have_been_applied()
    {
        await PutAsync("checkpoint/0", new Dictionary<string, string> { ["offset"] = "10", ["sequencenumber"] = "1" });
        Faults.Plan(request => IsMetadataWrite(request, "checkpoint") ? Fault.Forbidden : Fault.None);

        CheckpointStoreException fault =
            (await Store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", null)], Token)).Faults.ShouldHaveSingleItem();

        fault.IsTransient.ShouldBeFalse();
        fault.MayHaveBeenApplied.ShouldBeTrue();
    }

    /// <summary>The answer to one of the writes from now on, counted from 1, is lost.</summary>
    private void LoseAnswer(int number)
    {
        int writes = 0;
        Faults.Plan(request => request.Method != RequestMethod.Head && request.Method != RequestMethod.Get && Interlocked.Increment(ref writes) == number
            ? Fault.AnswerLost
            : Fault.None);
    }

    private async Task LeaveRenewalUnclearAsync(PartitionOwnership held, string instance = "1")
    {
        Faults.Plan(request => IsMetadataWrite(request, "ownership") ? Fault.AnswerLost : Fault.None);
        (await Store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", held.OwnerId, instance, held.Version)], Token)).Faults.ShouldHaveSingleItem();
        Faults.Plan(_ => Fault.None);
    }

    private async Task<PartitionRewound> RewindAsync(PartitionRewind rewind)
    {
        PartitionResults<PartitionRewound> results = await Store.RewindAsync(Group, [rewind], Token);
        results.Faults.ShouldBeEmpty();
        return results.Items.ShouldHaveSingleItem();
    }
}
