using Checkpointing.Memory;

namespace Checkpointing.Abstractions.Tests.Registration;

/// <summary>A store with the core operations and those of operators, and no room for requests.</summary>
internal sealed class OperatorsStore(InMemoryCheckpointStore inner) : ICheckpointStore, ICheckpointStoreOperator
{
    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        inner.ListOwnershipAsync(group, cancellationToken);

    public Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken) =>
        inner.ClaimOwnershipAsync(group, claims, cancellationToken);

    public Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken) =>
        inner.ReadCheckpointAsync(group, partitionId, cancellationToken);

    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        inner.ListCheckpointsAsync(group, cancellationToken);

    public Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken) =>
        inner.WriteCheckpointsAsync(group, writes, cancellationToken);

    public Task<PartitionResults<PartitionRewound>> RewindAsync(
        ConsumerGroup group, IReadOnlyList<PartitionRewind> rewinds, CancellationToken cancellationToken) =>
        inner.RewindAsync(group, rewinds, cancellationToken);

    public Task<int> DeleteGroupAsync(ConsumerGroup group, CancellationToken cancellationToken) => inner.DeleteGroupAsync(group, cancellationToken);

    public Task<IReadOnlyList<ConsumerGroup>> ListGroupsAsync(CancellationToken cancellationToken) => inner.ListGroupsAsync(cancellationToken);
}
