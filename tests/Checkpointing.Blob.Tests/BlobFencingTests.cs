using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Checkpointing.Blob.Tests;

/// <summary>The chain of checkpoint versions, alone, with other SDKs, and when answers are lost.</summary>
public sealed class BlobFencingTests(AzuriteFixture azurite) : BlobTest(azurite)
{
    [Fact]
    public async Task On_the_usual_path_a_write_is_one_request()
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        await WriteAsync(Store, 1, held.Epoch);
        await WriteAsync(Store, 2, held.Epoch);
        Faults.Reset();

        await WriteAsync(Store, 3, held.Epoch);
        await WriteAsync(Store, 4, held.Epoch);

        Faults.Requests.ShouldBe(["PUT metadata checkpoint/0", "PUT metadata checkpoint/0"]);
    }

    [Fact]
    public async Task A_renewal_is_one_request()
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        Faults.Reset();

        await WinAsync(Store, "me", held.Version);

        Faults.Requests.ShouldHaveSingleItem().ShouldBe("PUT metadata ownership/0");
    }

    [Fact]
    public async Task A_takeover_touches_the_checkpoint_and_leaves_it_as_it_is()
    {
        await PutAsync("checkpoint/0", new Dictionary<string, string> { ["Offset"] = "70", ["sequencenumber"] = "7", ["custom"] = "kept" });
        BlobProperties before = await GetAsync("checkpoint/0");

        await WinAsync(Store, "me");

        BlobProperties after = await GetAsync("checkpoint/0");
        after.ETag.ShouldNotBe(before.ETag);
        after.Metadata.ShouldBe(before.Metadata, ignoreOrder: true);
    }

    [Fact]
    public async Task A_strangers_write_that_is_ahead_is_accepted()
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        await WriteAsync(Store, 1, held.Epoch);
        await ForeignWriteAsync(50);

        (await WriteAsync(Store, 2, held.Epoch)).ShouldBe(CheckpointOutcome.Stale);
        (await WriteAsync(Store, 51, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_strangers_late_write_that_is_behind_is_overtaken()
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        await WriteAsync(Store, 10, held.Epoch);
        await ForeignWriteAsync(5);

        (await WriteAsync(Store, 11, held.Epoch)).ShouldBe(CheckpointOutcome.Written);

        (await ReadAsync()).ShouldNotBeNull().SequenceNumber.ShouldBe(11);
    }

    [Fact]
    public async Task After_a_strangers_takeover_and_write_the_former_owner_is_fenced()
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        await WriteAsync(Store, 1, held.Epoch);
        await ForeignClaimAsync("stranger");
        await ForeignWriteAsync(2);

        (await WriteAsync(Store, 3, held.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
    }

    [Fact]
    public async Task A_lost_renewal_makes_the_next_write_look_first()
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        await WriteAsync(Store, 1, held.Epoch);
        await ForeignClaimAsync("stranger");

        (await ClaimAsync(Store, "me", held.Version)).ShouldBeNull();

        (await WriteAsync(Store, 2, held.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
    }

    [Fact]
    public async Task A_write_right_after_the_first_one_notices_a_takeover_that_found_no_checkpoint()
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        BlobCheckpointStore other = Open();
        int taken = 0;
        Faults.Plan(request =>
        {
            // Between the question who owns the partition and the first checkpoint blob.
            if (IsMetadataWrite(request, "checkpoint") && Interlocked.Increment(ref taken) == 1)
            {
                ClaimAsync(other, "other", held.Version).GetAwaiter().GetResult().ShouldNotBeNull();
            }

            return Fault.None;
        });

        (await WriteAsync(Store, 1, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        (await WriteAsync(Store, 2, held.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_is_overtaken_before_the_fence_is_up_cannot_write_and_shuts_nobody_out(bool cancelsALook)
    {
        PartitionOwnership former = await WinAsync(Store, "former");
        await WriteAsync(Store, 0, former.Epoch);
        BlobCheckpointStore third = Open();
        FaultPolicy slow = new();
        BlobCheckpointStore second = Open(slow);
        PartitionOwnership? taken = null;
        slow.Plan(request =>
        {
            if (IsMetadataWrite(request, "checkpoint") && taken is null)
            {
                string version = third.ListOwnershipAsync(Group, Token).GetAwaiter().GetResult().Items.Single().Version;
                taken = WinAsync(third, "third", version).GetAwaiter().GetResult();
            }

            return Fault.None;
        });

        PartitionOwnership overtaken = await WinAsync(second, "second", former.Version);
        if (cancelsALook)
        {
            using CancellationTokenSource cancellation = new();
            slow.Plan(request =>
            {
                cancellation.Cancel();
                return Fault.NoAnswer;
            });
            await Should.ThrowAsync<OperationCanceledException>(
                () => second.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", 1, null, overtaken.Epoch, "me")], cancellation.Token));
            slow.Plan(_ => Fault.None);
        }

        (await WriteAsync(second, 1, overtaken.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
        (await WriteAsync(third, 1, taken.ShouldNotBeNull().Epoch)).ShouldBe(CheckpointOutcome.Written);
        (await WriteAsync(Store, 1, former.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
    }

    [Theory]
    [InlineData(Fault.AnswerLost)]
    [InlineData(Fault.NeverSent)]
    public async Task A_first_claim_whose_answer_is_lost_is_won(Fault fault)
    {
        Faults.Once(fault, request => IsMetadataWrite(request, "ownership"));

        PartitionOwnership won = await WinAsync(Store, "me");

        won.Version.ShouldBe((await GetAsync("ownership/0")).ETag.ToString().Trim('"'));
        (await WriteAsync(Store, 1, won.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_renewal_whose_answer_is_lost_is_won_under_the_same_epoch()
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        await WriteAsync(Store, 1, held.Epoch);
        Faults.Once(Fault.AnswerLost, request => IsMetadataWrite(request, "ownership"));

        PartitionOwnership renewed = await WinAsync(Store, "me", held.Version);

        renewed.Epoch.ShouldBe(held.Epoch);
        (await WriteAsync(Store, 2, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        (await ClaimAsync(Store, "me", renewed.Version)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_renewal_that_stays_unclear_is_a_fault_and_the_next_one_finds_out()
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        await WriteAsync(Store, 1, held.Epoch);
        Faults.Plan(request => IsMetadataWrite(request, "ownership") ? Fault.AnswerLost : Fault.None);
        PartitionResults<PartitionOwnership> unclear = await Store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", held.Version)], Token);
        unclear.Items.ShouldBeEmpty();
        CheckpointStoreException fault = unclear.Faults.ShouldHaveSingleItem();
        fault.MayHaveBeenApplied.ShouldBeTrue();
        fault.IsTransient.ShouldBeTrue();
        fault.PartitionId.ShouldBe("0");
        Faults.Plan(_ => Fault.None);

        (await WriteAsync(Store, 2, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        PartitionOwnership renewed = await WinAsync(Store, "me", held.Version);

        renewed.Epoch.ShouldBe(held.Epoch);
    }

    [Fact]
    public async Task A_paused_process_with_an_unclear_renewal_does_not_steal_back_from_its_restarted_self()
    {
        PartitionOwnership paused = await WinAsync(Store, "me", instance: "start-1");
        await WriteAsync(Store, 1, paused.Epoch);
        BlobCheckpointStore restarted = Open();
        PartitionOwnership again = await WinAsync(restarted, "me", paused.Version, instance: "start-2");
        Faults.Once(Fault.NeverSent, request => IsMetadataWrite(request, "ownership"));

        (await ClaimAsync(Store, "me", paused.Version, instance: "start-1")).ShouldBeNull();

        (await ClaimAsync(restarted, "me", again.Version, instance: "start-2")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_former_self_with_an_unclear_renewal_neither_writes_nor_steals_back()
    {
        PartitionOwnership paused = await WinAsync(Store, "me", instance: "start-1");
        await WriteAsync(Store, 1, paused.Epoch);
        Faults.Once(Fault.NoAnswer, request => IsMetadataWrite(request, "ownership"));
        using (CancellationTokenSource impatience = new())
        {
            Task renewal = Store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "start-1", paused.Version)], impatience.Token);
            await impatience.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => renewal);
        }

        BlobCheckpointStore restarted = Open();
        PartitionOwnership again = await WinAsync(restarted, "me", paused.Version, instance: "start-2");

        (await WriteAsync(Store, 5, paused.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
        (await ClaimAsync(Store, "me", paused.Version, instance: "start-1")).ShouldBeNull();
        (await WriteAsync(restarted, 2, again.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_lost_answer_does_not_make_a_loser_of_another_race_a_winner()
    {
        await ForeignClaimAsync("stranger", create: true);
        Faults.Once(Fault.NeverSent, request => IsMetadataWrite(request, "ownership"));

        (await ClaimAsync(Store, "me")).ShouldBeNull();
    }

    [Fact]
    public async Task A_checkpoint_whose_answer_is_lost_counts_as_written()
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        await WriteAsync(Store, 1, held.Epoch);
        await WriteAsync(Store, 2, held.Epoch);
        Faults.Once(Fault.AnswerLost, request => IsMetadataWrite(request, "checkpoint"));

        (await WriteAsync(Store, 3, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        (await WriteAsync(Store, 4, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_takeover_whose_fence_fails_is_a_fault_and_not_a_win()
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        await WriteAsync(Store, 1, held.Epoch);
        FaultPolicy faults = new();
        BlobCheckpointStore other = Open(faults);
        faults.Plan(request => IsMetadataWrite(request, "checkpoint") ? Fault.NeverSent : Fault.None);

        PartitionResults<PartitionOwnership> results = await other.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "other", "1", held.Version)], Token);

        results.Items.ShouldBeEmpty();
        results.Faults.ShouldHaveSingleItem().MayHaveBeenApplied.ShouldBeTrue();
        faults.Plan(_ => Fault.None);
        PartitionOwnership record = (await other.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem();
        PartitionOwnership adopted = await WinAsync(other, "other", record.Version);
        (await WriteAsync(Store, 2, held.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
        (await WriteAsync(other, 2, adopted.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Theory]
    [InlineData("checkpoint")]
    [InlineData("ownership")]
    public async Task A_rewind_that_fails_half_way_keeps_everybody_out_and_may_be_repeated(string kind)
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        await WriteAsync(Store, 100, held.Epoch);
        FaultPolicy faults = new();
        BlobCheckpointStore tool = Open(faults);
        int writes = 0;
        faults.Plan(request => IsMetadataWrite(request, kind) && (kind == "checkpoint" || Interlocked.Increment(ref writes) > 1) ? Fault.NeverSent : Fault.None);

        PartitionResults<PartitionRewound> failed = await tool.RewindAsync(Group, [new PartitionRewind("0", 5, "50", "tool")], Token);

        failed.Faults.ShouldHaveSingleItem();
        (await Store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem().OwnerId.ShouldStartWith("rewinding-");
        (await ClaimAsync(Store, "me", held.Version)).ShouldBeNull();
        (await WriteAsync(Store, 101, held.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
        faults.Plan(_ => Fault.None);
        (await tool.RewindAsync(Group, [new PartitionRewind("0", 5, "50", "tool")], Token)).Faults.ShouldBeEmpty();
        (await ReadAsync()).ShouldNotBeNull().SequenceNumber.ShouldBe(5);
        (await Store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem().OwnerId.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rewind_to_an_offset_alone_is_refused_and_changes_nothing()
    {
        PartitionResults<PartitionRewound> results = await Store.RewindAsync(Group, [new PartitionRewind("0", null, "50", "tool")], Token);

        results.Faults.ShouldHaveSingleItem().Message.ShouldContain("sequence number");
        (await Store.ListOwnershipAsync(Group, Token)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fault_on_one_partition_hides_nothing_of_the_others()
    {
        Faults.Plan(request => request.Uri.Path.EndsWith("ownership/1", StringComparison.Ordinal) ? Fault.NeverSent : Fault.None);

        PartitionResults<PartitionOwnership> results = await Store.ClaimOwnershipAsync(
            Group, [new OwnershipClaim("0", "me", "1", null), new OwnershipClaim("1", "me", "1", null), new OwnershipClaim("2", "me", "1", null)], Token);

        results.Items.Select(item => item.PartitionId).ShouldBe(["0", "2"], ignoreOrder: true);
        results.Faults.ShouldHaveSingleItem().PartitionId.ShouldBe("1");
    }

    private async Task ForeignClaimAsync(string owner, bool create = false)
    {
        BlobClient blob = Container.GetBlobClient($"{Prefix}/ownership/0");
        Dictionary<string, string> metadata = new() { ["ownerid"] = owner };
        if (create)
        {
            await blob.UploadAsync(BinaryData.FromString("").ToStream(), new BlobUploadOptions { Metadata = metadata }, Token);
        }
        else
        {
            await blob.SetMetadataAsync(metadata, cancellationToken: Token);
        }
    }

    private Task ForeignWriteAsync(long sequenceNumber) =>
        Container.GetBlobClient($"{Prefix}/checkpoint/0").SetMetadataAsync(
            new Dictionary<string, string> { ["offset"] = $"{sequenceNumber * 10}", ["sequencenumber"] = $"{sequenceNumber}" }, cancellationToken: Token);
}
