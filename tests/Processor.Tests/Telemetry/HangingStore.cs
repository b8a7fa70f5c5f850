using Checkpointing;

namespace Processor.Tests.Telemetry;

/// <summary>A store that never answers, but ends when it is asked to.</summary>
internal sealed class HangingStore : ICheckpointStore
{
    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        HangAsync<PartitionResults<PartitionOwnership>>(cancellationToken);

    public Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken) =>
        HangAsync<PartitionResults<PartitionOwnership>>(cancellationToken);

    public Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken) =>
        HangAsync<Checkpoint?>(cancellationToken);

    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        HangAsync<PartitionResults<Checkpoint>>(cancellationToken);

    public Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken) =>
        HangAsync<PartitionResults<CheckpointWriteResult>>(cancellationToken);

    private static async Task<T> HangAsync<T>(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException();
    }
}
