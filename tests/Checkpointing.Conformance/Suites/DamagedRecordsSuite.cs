using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>
/// Rule 11: a record that no version of the store writes stops its partition alone, is named, and is never overwritten. Deleting the group is
/// the way out.
/// </summary>
public abstract class DamagedRecordsSuite(StoreHarness harness) : ConformanceTest(harness)
{
    private const string Bad = "bad";
    private const string Good = "good";

    [Fact]
    public Task Damaged_ownership_stops_its_partition_alone_and_stays_as_it_is() => ForEachAsync(
        Harness.OwnershipDamages,
        mayHaveNone: StoreTraits.NotDurable | StoreTraits.DamageIsAbsence,
        async (group, bad, good) =>
        {
            PartitionResults<PartitionOwnership> listed = await Store.ListOwnershipAsync(group, Token);
            PartitionResults<PartitionOwnership> claimed = await Store.ClaimOwnershipAsync(
                group, [new OwnershipClaim(Bad, "me", "1", bad.Version), new OwnershipClaim(Good, "me", "1", good.Version)], Token);

            if (!Has(StoreTraits.NoRequests))
            {
                PartitionResults<PartitionOwnership> requested = await Requests().RequestOwnershipAsync(
                    group, [new OwnershipRequest(Bad, "me", "you"), new OwnershipRequest(Good, "me", "you")], Token);
                ShouldStopBad(requested.Items.Select(item => item.PartitionId), requested.Faults);
            }

            ShouldStopBad(listed.Items.Select(item => item.PartitionId), listed.Faults);
            ShouldStopBad(claimed.Items.Select(item => item.PartitionId), claimed.Faults);
        });

    [Fact]
    public async Task A_damaged_checkpoint_stops_its_partition_alone_and_stays_as_it_is()
    {
        if (Has(StoreTraits.DamageIsAbsence))
        {
            await ShouldBeAbsentAsync();
            return;
        }

        await ForEachAsync(
            Harness.CheckpointDamages,
            mayHaveNone: StoreTraits.NotDurable,
            async (group, bad, good) =>
            {
                CheckpointStoreException read = await Should.ThrowAsync<CheckpointStoreException>(() => Store.ReadCheckpointAsync(group, Bad, Token));
                PartitionResults<Checkpoint> listed = await Store.ListCheckpointsAsync(group, Token);
                PartitionResults<CheckpointWriteResult> written = await Store.WriteCheckpointsAsync(
                    group, [new CheckpointWrite(Bad, 9, null, bad.Epoch, "me"), new CheckpointWrite(Good, 9, null, good.Epoch, "me")], Token);
                PartitionResults<PartitionRewound> rewound = await Operator.RewindAsync(group, [new PartitionRewind(Bad, 0, null, "operator")], Token);

                read.PartitionId.ShouldBe(Bad);
                read.IsTransient.ShouldBeFalse();
                ShouldStopBad(listed.Items.Select(item => item.PartitionId), listed.Faults);
                ShouldStopBad(written.Items.Select(item => item.PartitionId), written.Faults);
                rewound.Faults.ShouldHaveSingleItem().PartitionId.ShouldBe(Bad);
            });
    }

    private static void ShouldStopBad(IEnumerable<string> partitions, IReadOnlyList<CheckpointStoreException> faults)
    {
        partitions.ShouldBe([Good]);
        CheckpointStoreException fault = faults.ShouldHaveSingleItem();
        fault.PartitionId.ShouldBe(Bad);
        fault.IsTransient.ShouldBeFalse();
        fault.MayHaveBeenApplied.ShouldBeFalse();
        fault.Message.ShouldContain(Bad);
    }

    private async Task ForEachAsync(IReadOnlyList<string> damages, StoreTraits mayHaveNone, Func<ConsumerGroup, PartitionOwnership, PartitionOwnership, Task> test)
    {
        (damages.Count > 0 || Has(mayHaveNone)).ShouldBeTrue("The harness names no damage.");
        foreach (string damage in damages)
        {
            ConsumerGroup group = Harness.NewGroup();
            (PartitionOwnership bad, PartitionOwnership good) = await PrepareAsync(group);
            await Harness.DamageAsync(group, Bad, damage);
            string damaged = await Harness.DumpAsync(group, Bad);
            try
            {
                await test(group, bad, good);
                (await Harness.DumpAsync(group, Bad)).ShouldBe(damaged, "It was overwritten.");
                await Operator.DeleteGroupAsync(group, Token);
                await PrepareAsync(group);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                throw new InvalidOperationException($"{damage}: {exception.Message}", exception);
            }
        }
    }

    private async Task ShouldBeAbsentAsync()
    {
        Harness.CheckpointDamages.ShouldNotBeEmpty("The harness names no damage.");
        foreach (string damage in Harness.CheckpointDamages)
        {
            ConsumerGroup group = Harness.NewGroup();
            await PrepareAsync(group);
            await Harness.DamageAsync(group, Bad, damage);
            string damaged = await Harness.DumpAsync(group, Bad);

            (await Store.ReadCheckpointAsync(group, Bad, Token)).ShouldBeNull(damage);
            PartitionResults<Checkpoint> listed = await Store.ListCheckpointsAsync(group, Token);

            listed.Faults.ShouldBeEmpty(damage);
            listed.Items.ShouldHaveSingleItem(damage).PartitionId.ShouldBe(Good);
            (await Harness.DumpAsync(group, Bad)).ShouldBe(damaged, damage);
        }
    }

    private async Task<(PartitionOwnership Bad, PartitionOwnership Good)> PrepareAsync(ConsumerGroup group)
    {
        PartitionResults<PartitionOwnership> claimed = await Store.ClaimOwnershipAsync(
            group, [new OwnershipClaim(Bad, "me", "1", null), new OwnershipClaim(Good, "me", "1", null)], Token);
        claimed.Items.Count.ShouldBe(2);
        PartitionResults<CheckpointWriteResult> written = await Store.WriteCheckpointsAsync(
            group, [.. claimed.Items.Select(item => new CheckpointWrite(item.PartitionId, 1, "1024", item.Epoch, "me"))], Token);
        written.Items.ShouldAllBe(item => item.Outcome == CheckpointOutcome.Written);
        return (claimed.Items.Single(item => item.PartitionId == Bad), claimed.Items.Single(item => item.PartitionId == Good));
    }
}
