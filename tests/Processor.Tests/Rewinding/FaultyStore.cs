using Checkpointing;
using Processor.Tests.Support;

namespace Processor.Tests.Rewinding;

/// <summary>A store that cannot rewind partition 1, or nothing at all.</summary>
internal sealed class FaultyStore(Checkpointing.Memory.InMemoryCheckpointStore inner) : ICheckpointStore, ICheckpointStoreOperator
{
    public bool FailsWholly { get; set; }

    public async Task<PartitionResults<PartitionRewound>> RewindAsync(ConsumerGroup group, IReadOnlyList<PartitionRewind> rewinds, CancellationToken cancellationToken)
    {
        if (FailsWholly)
        {
            throw ControlledStore.Fault(StoreOperation.Rewind);
        }

        PartitionResults<PartitionRewound> results = await inner.RewindAsync(group, [.. rewinds.Where(rewind => rewind.PartitionId != "1")], cancellationToken);
        return results with { Faults = [ControlledStore.Fault(StoreOperation.Rewind, "1")] };
    }

    public Task<int> DeleteGroupAsync(ConsumerGroup group, CancellationToken cancellationToken) => inner.DeleteGroupAsync(group, cancellationToken);

    public Task<IReadOnlyList<ConsumerGroup>> ListGroupsAsync(CancellationToken cancellationToken) => inner.ListGroupsAsync(cancellationToken);

    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        inner.ListOwnershipAsync(group, cancellationToken);

    public Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken) => inner.ClaimOwnershipAsync(group, claims, cancellationToken);

    public Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken) =>
        inner.ReadCheckpointAsync(group, partitionId, cancellationToken);

    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        inner.ListCheckpointsAsync(group, cancellationToken);

    public Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken) => inner.WriteCheckpointsAsync(group, writes, cancellationToken);
}
