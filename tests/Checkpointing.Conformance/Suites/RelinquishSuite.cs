using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>Rules 3 and 9: giving a partition up.</summary>
public abstract class RelinquishSuite(StoreHarness harness) : ConformanceTest(harness)
{
    [Fact]
    public async Task Relinquishing_empties_the_owner_and_keeps_record_and_epoch()
    {
        PartitionOwnership held = await WinAsync("a");

        PartitionOwnership given = await RelinquishAsync(held);

        given.OwnerId.ShouldBeEmpty();
        given.Epoch.ShouldBe(held.Epoch);
        given.Version.ShouldNotBe(held.Version);
        (await OwnerAsync()).Version.ShouldBe(given.Version);
    }

    [Fact]
    public async Task The_next_owner_takes_a_relinquished_partition_by_its_version_and_gets_a_higher_epoch()
    {
        PartitionOwnership held = await WinAsync("a");
        await RelinquishAsync(held);
        ICheckpointStore other = await OpenAsync();

        (await ClaimAsync("b", store: other)).ShouldBeNull();
        PartitionOwnership next = await WinAsync("b", (await OwnerAsync(store: other)).Version, store: other);

        ShouldBeAbove(next.Epoch, held.Epoch);
    }

    [Fact]
    public async Task The_same_owner_taking_it_back_gets_a_higher_epoch_too()
    {
        PartitionOwnership held = await WinAsync("a");
        PartitionOwnership given = await RelinquishAsync(held);

        PartitionOwnership back = await WinAsync("a", given.Version);

        back.Epoch.ShouldBeGreaterThan(held.Epoch);
    }

    [Fact]
    public async Task Who_lost_the_partition_cannot_relinquish_it()
    {
        PartitionOwnership held = await WinAsync("a");
        await WinAsync("b", held.Version);

        (await ClaimAsync("", held.Version)).ShouldBeNull();

        (await OwnerAsync()).OwnerId.ShouldBe("b");
    }

    [Fact]
    public async Task Relinquishing_keeps_the_checkpoint()
    {
        PartitionOwnership held = await WinAsync("a");
        await WriteAsync(3, held.Epoch);

        await RelinquishAsync(held);

        (await ReadAsync()).ShouldNotBeNull().SequenceNumber.ShouldBe(3);
    }

    [Fact]
    public async Task A_leaving_owners_last_checkpoint_is_accepted_until_the_next_owner_has_taken_over()
    {
        PartitionOwnership held = await WinAsync("a");
        await WriteAsync(3, held.Epoch);
        PartitionOwnership given = await RelinquishAsync(held);

        (await WriteAsync(4, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        ICheckpointStore other = await OpenAsync();
        await WinAsync("b", given.Version, store: other);
        (await WriteAsync(5, held.Epoch)).ShouldBe(CheckpointOutcome.Fenced);

        (await ReadAsync(store: other)).ShouldNotBeNull().SequenceNumber.ShouldBe(4);
    }
}
