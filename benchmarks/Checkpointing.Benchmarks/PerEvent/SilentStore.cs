namespace Checkpointing.Benchmarks.PerEvent;

/// <summary>A store that never answers a write.</summary>
internal sealed class SilentStore : ICheckpointStore
{
    public Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken) =>
        new TaskCompletionSource<PartitionResults<CheckpointWriteResult>>().Task;

    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken) => throw new NotSupportedException();
}
