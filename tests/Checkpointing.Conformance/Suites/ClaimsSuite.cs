using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>Rules 1 to 3 and 15: a claim is a compare-and-swap per partition.</summary>
public abstract class ClaimsSuite(StoreHarness harness) : ConformanceTest(harness)
{
    [Fact]
    public async Task A_first_claim_wins_and_gets_epoch_1_or_more()
    {
        PartitionOwnership won = await WinAsync("a");

        won.PartitionId.ShouldBe(Partition);
        won.OwnerId.ShouldBe("a");
        won.Version.ShouldNotBeNullOrEmpty();
        won.Epoch.ShouldBeGreaterThanOrEqualTo(1);
        if (!Has(StoreTraits.LocalEpochs))
        {
            won.Epoch.ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_claim_without_a_version_loses_to_an_existing_record()
    {
        PartitionOwnership first = await WinAsync("a");

        (await ClaimAsync("b")).ShouldBeNull();

        (await OwnerAsync()).Version.ShouldBe(first.Version);
    }

    [Fact]
    public async Task A_claim_with_a_stale_version_loses()
    {
        PartitionOwnership first = await WinAsync("a");
        await WinAsync("a", first.Version);

        (await ClaimAsync("b", first.Version)).ShouldBeNull();

        (await OwnerAsync()).OwnerId.ShouldBe("a");
    }

    [Fact]
    public async Task A_renewal_of_an_earlier_version_loses()
    {
        PartitionOwnership first = await WinAsync("a");
        PartitionOwnership second = await WinAsync("a", first.Version);

        (await ClaimAsync("a", first.Version)).ShouldBeNull();

        (await OwnerAsync()).Version.ShouldBe(second.Version);
    }

    [Fact]
    public async Task A_claim_with_a_version_for_a_partition_without_a_record_loses_and_creates_nothing()
    {
        PartitionOwnership elsewhere = await WinAsync("a", partition: "1");

        (await ClaimAsync("a", elsewhere.Version, partition: "2")).ShouldBeNull();

        (await OwnersAsync()).ShouldHaveSingleItem().PartitionId.ShouldBe("1");
    }

    [Fact]
    public async Task A_claim_with_an_invented_version_loses()
    {
        await WinAsync("a");

        (await ClaimAsync("b", "no such version")).ShouldBeNull();
    }

    [Fact]
    public async Task A_renewal_keeps_the_epoch_and_makes_a_new_version()
    {
        PartitionOwnership first = await WinAsync("a");

        PartitionOwnership renewed = await WinAsync("a", first.Version);

        renewed.Epoch.ShouldBe(first.Epoch);
        renewed.Version.ShouldNotBe(first.Version);
        renewed.LastModified.ShouldBeGreaterThanOrEqualTo(first.LastModified);
    }

    [Fact]
    public async Task A_takeover_raises_the_epoch()
    {
        PartitionOwnership first = await WinAsync("a");
        ICheckpointStore other = await OpenAsync();
        PartitionOwnership seen = await OwnerAsync(store: other);

        PartitionOwnership taken = await WinAsync("b", seen.Version, store: other);

        taken.OwnerId.ShouldBe("b");
        ShouldBeAbove(taken.Epoch, first.Epoch);
        (await ClaimAsync("a", first.Version)).ShouldBeNull();
    }

    [Fact]
    public async Task The_same_owner_in_another_instance_is_a_change_of_hands()
    {
        PartitionOwnership first = await WinAsync("a", instance: "start-1");
        ICheckpointStore restarted = await OpenAsync();

        PartitionOwnership again = await WinAsync("a", first.Version, instance: "start-2", store: restarted);

        ShouldBeAbove(again.Epoch, first.Epoch);
    }

    [Fact]
    public async Task Another_owner_in_an_instance_of_the_same_name_is_a_change_of_hands()
    {
        PartitionOwnership first = await WinAsync("a", instance: "start-1");

        PartitionOwnership taken = await WinAsync("b", first.Version, instance: "start-1");

        ShouldBeAbove(taken.Epoch, first.Epoch);
        (await OwnerAsync()).OwnerId.ShouldBe("b");
    }

    [Fact]
    public async Task Each_claim_of_a_batch_is_decided_by_itself()
    {
        PartitionOwnership one = await WinAsync("a", partition: "1");
        PartitionOwnership two = await WinAsync("a", partition: "2");
        await WinAsync("a", two.Version, partition: "2");

        PartitionResults<PartitionOwnership> results = await Store.ClaimOwnershipAsync(
            Group,
            [
                new OwnershipClaim("1", "a", "a-1", one.Version),
                new OwnershipClaim("2", "a", "a-1", two.Version),
                new OwnershipClaim("3", "a", "a-1", null),
                new OwnershipClaim("4", "a", "a-1", "no such version"),
            ],
            Token);

        results.Faults.ShouldBeEmpty();
        results.Items.Select(item => item.PartitionId).ShouldBe(["1", "3"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_empty_batch_wins_nothing()
    {
        PartitionResults<PartitionOwnership> results = await Store.ClaimOwnershipAsync(Group, [], Token);

        results.Items.ShouldBeEmpty();
        results.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_won_is_what_every_client_lists()
    {
        PartitionOwnership won = await WinAsync("a");

        PartitionOwnership listed = await OwnerAsync(store: await OpenAsync());

        listed.OwnerId.ShouldBe(won.OwnerId);
        listed.Version.ShouldBe(won.Version);
        if (!Has(StoreTraits.LocalEpochs))
        {
            listed.Epoch.ShouldBe(won.Epoch);
        }

        if (!Has(StoreTraits.NoOwnerInstance))
        {
            listed.OwnerInstance.ShouldBe("a-1");
        }
    }

    [Fact]
    public async Task A_claim_does_not_touch_the_position()
    {
        PartitionOwnership first = await WinAsync("a");
        await WriteAsync(7, first.Epoch);

        await WinAsync("b", (await OwnerAsync()).Version);

        Checkpoint read = (await ReadAsync()).ShouldNotBeNull();
        read.SequenceNumber.ShouldBe(7);
        read.Offset.ShouldBe(OffsetOf(7));
    }

    [Fact]
    public async Task A_partition_with_only_a_checkpoint_has_no_owner_and_is_claimed_without_a_version()
    {
        (await WriteAsync(5, epoch: 0)).ShouldBe(CheckpointOutcome.Written);
        (await OwnersAsync()).ShouldBeEmpty();

        (await ClaimAsync("a", "no such version")).ShouldBeNull();
        PartitionOwnership won = await WinAsync("a");

        won.Epoch.ShouldBeGreaterThanOrEqualTo(1);
        (await ReadAsync()).ShouldNotBeNull().SequenceNumber.ShouldBe(5);
    }

    [Fact]
    public async Task Two_claims_of_one_partition_in_a_batch_are_a_fault_of_the_caller() =>
        await Should.ThrowAsync<ArgumentException>(() => Store.ClaimOwnershipAsync(
            Group, [new OwnershipClaim("1", "a", "a-1", null), new OwnershipClaim("1", "b", "b-1", null)], Token));
}
