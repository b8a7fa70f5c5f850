using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>
/// Rule 11: what a released version stored is read and continued, and the present version still writes the newest format. The kept records
/// of every backend and version hold the same: partition 0 with its third owner and a checkpoint of it, partition 1 rewound after its first
/// owner, partition 2 with a checkpoint that was copied, and no owner ever.
/// </summary>
public abstract class FormatsSuite(StoreHarness harness) : ConformanceTest(harness)
{
    private const string Owner = "processor-1";
    private const string Instance = "start-1";

    private static readonly ConsumerGroup KeptGroup = new("contoso.servicebus.windows.net", "orders", "$Default");

    [Fact]
    public async Task Records_of_every_released_version_are_understood_and_continued()
    {
        ShouldHaveFormats();
        foreach (string format in Harness.Formats)
        {
            await using StoredFormat kept = await Harness.OpenFormatAsync(format);
            await ShouldHoldTheContentAsync(kept.Store);
            await ShouldBeContinuedAsync(kept.Store);
        }
    }

    [Fact]
    public async Task The_present_version_writes_the_newest_format()
    {
        ShouldHaveFormats();
        if (Harness.Formats.Count == 0)
        {
            return;
        }

        await using StoredFormat kept = await Harness.OpenFormatAsync(Harness.Formats[^1]);
        await using StoredFormat present = await Harness.OpenFormatAsync(null);
        await WriteTheContentAsync(present.Store);

        (await present.DescribeAsync()).ShouldBe(await kept.DescribeAsync());
    }

    /// <summary>A store without a format is one that keeps nothing.</summary>
    private void ShouldHaveFormats() => (Harness.Formats.Count == 0).ShouldBe(Has(StoreTraits.NotDurable), "no records of a released version are kept");

    private static async Task WriteTheContentAsync(ICheckpointStore store)
    {
        await ClaimAsync(store, "0", "earlier");
        await ClaimAsync(store, "0", "former");
        PartitionOwnership held = await ClaimAsync(store, "0", Owner);
        await store.WriteCheckpointsAsync(KeptGroup, [new CheckpointWrite("0", 1234, "567890", held.Epoch, Owner)], Token);
        await ClaimAsync(store, "1", "former");
        await ((ICheckpointStoreOperator)store).RewindAsync(KeptGroup, [new PartitionRewind("1", 7, null, "operator")], Token);
        await store.WriteCheckpointsAsync(KeptGroup, [new CheckpointWrite("2", 5, "50", 0, "copy")], Token);
    }

    private async Task ShouldHoldTheContentAsync(ICheckpointStore store)
    {
        PartitionOwnership[] owners = [.. (await store.ListOwnershipAsync(KeptGroup, Token)).Items.OrderBy(item => item.PartitionId, StringComparer.Ordinal)];
        owners.Select(item => (item.PartitionId, item.OwnerId)).ShouldBe([("0", Owner), ("1", "")]);
        Checkpoint[] checkpoints = [.. (await store.ListCheckpointsAsync(KeptGroup, Token)).Items.OrderBy(item => item.PartitionId, StringComparer.Ordinal)];
        checkpoints.Select(item => (item.PartitionId, item.SequenceNumber, item.Offset, item.WrittenBy)).ShouldBe(
            [("0", 1234L, "567890", Owner), ("1", 7L, null, "operator"), ("2", 5L, "50", "copy")]);
        owners[0].OwnerInstance.ShouldBe(Has(StoreTraits.NoOwnerInstance) ? null : Instance);
        if (!Has(StoreTraits.LocalEpochs))
        {
            owners.Select(item => item.Epoch).ShouldBe([3L, 2L]);
            checkpoints.Select(item => item.Epoch).ShouldBe([3L, 2L, 0L]);
        }
    }

    private async Task ShouldBeContinuedAsync(ICheckpointStore store)
    {
        PartitionOwnership held = await ClaimAsync(store, "0", Owner);
        if (!Has(StoreTraits.LocalEpochs))
        {
            held.Epoch.ShouldBe(3, "a renewal keeps the epoch");
        }

        (await ClaimAsync(store, "1", Owner)).Epoch.ShouldBeGreaterThanOrEqualTo(3);
        (await ClaimAsync(store, "2", Owner)).Epoch.ShouldBeGreaterThanOrEqualTo(1);
        PartitionResults<CheckpointWriteResult> written = await store.WriteCheckpointsAsync(
            KeptGroup, [new CheckpointWrite("0", 1234, null, held.Epoch, Owner)], Token);
        written.Items.ShouldHaveSingleItem().Outcome.ShouldBe(CheckpointOutcome.Stale);
        written = await store.WriteCheckpointsAsync(KeptGroup, [new CheckpointWrite("0", 1235, null, held.Epoch, Owner)], Token);
        written.Items.ShouldHaveSingleItem().Outcome.ShouldBe(CheckpointOutcome.Written);
    }

    private static async Task<PartitionOwnership> ClaimAsync(ICheckpointStore store, string partition, string owner)
    {
        string? version = (await store.ListOwnershipAsync(KeptGroup, Token)).Items.SingleOrDefault(item => item.PartitionId == partition)?.Version;
        return (await store.ClaimOwnershipAsync(KeptGroup, [new OwnershipClaim(partition, owner, Instance, version)], Token)).Items.ShouldHaveSingleItem();
    }
}
