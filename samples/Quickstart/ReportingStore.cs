using Checkpointing;

namespace Quickstart;

/// <summary>A store that tells the run of each checkpoint which the real store has confirmed.</summary>
internal sealed class ReportingStore(ICheckpointStore inner, Reports reports) : ICheckpointStore
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

    public async Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken)
    {
        PartitionResults<CheckpointWriteResult> results = await inner.WriteCheckpointsAsync(group, writes, cancellationToken);
        foreach (CheckpointWriteResult result in results.Items)
        {
            if (result.Outcome == CheckpointOutcome.Written)
            {
                CheckpointWrite write = writes.First(write => write.PartitionId == result.PartitionId);
                reports.Write(Reports.Checkpoint, write.PartitionId, write.Epoch, write.SequenceNumber);
            }
        }

        return results;
    }
}
