namespace Checkpointing.Abstractions.Tests.Registration;

/// <summary>A decorator of the core operations alone that notes what happens to it.</summary>
internal sealed class NotingStore(string name, ICheckpointStore inner, List<string> log) : ICheckpointStore, IDisposable
{
    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        log.Add($"{name} lists");
        return inner.ListOwnershipAsync(group, cancellationToken);
    }

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

    public void Dispose() => log.Add($"{name} disposed");
}
