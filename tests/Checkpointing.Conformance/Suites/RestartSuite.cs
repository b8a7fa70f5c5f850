using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>Rule 8: what was acknowledged is there after a restart.</summary>
public abstract class RestartSuite(StoreHarness harness) : ConformanceTest(harness)
{
    [Fact]
    public async Task Ownership_and_checkpoints_are_as_they_were()
    {
        if (Has(StoreTraits.NotDurable))
        {
            // Then it has to say so to those who ask.
            (await ((ICheckpointStoreProvisioner)Store).VerifyAsync(Token)).ShouldNotBeEmpty();
            return;
        }

        PartitionOwnership held = await WinAsync("a");
        await WriteAsync(11, held.Epoch);

        await Harness.RestartAsync();
        ICheckpointStore reopened = await OpenAsync();

        PartitionOwnership listed = await OwnerAsync(store: reopened);
        listed.OwnerId.ShouldBe("a");
        Checkpoint read = (await ReadAsync(store: reopened)).ShouldNotBeNull();
        read.SequenceNumber.ShouldBe(11);
        read.Offset.ShouldBe(OffsetOf(11));
        PartitionOwnership taken = await WinAsync("b", listed.Version, store: reopened);
        ShouldBeAbove(taken.Epoch, held.Epoch);
        (await WriteAsync(12, taken.Epoch, store: reopened)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public Task A_request_is_there_after_a_restart() => WhereRequestsAreHeldAsync(async () =>
    {
        PartitionOwnership held = await WinAsync("a");
        await RequestAsync("a", "b");
        ICheckpointStore reopened = Store;
        if (!Has(StoreTraits.NotDurable))
        {
            await Harness.RestartAsync();
            reopened = await OpenAsync();
        }

        PartitionOwnership listed = await OwnerAsync(store: reopened);
        (listed.RequestedBy, listed.Version).ShouldBe(("b", held.Version));
        (await WinAsync("a", listed.Version, store: reopened)).RequestedBy.ShouldBe("b");
    });
}
