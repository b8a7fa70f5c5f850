using System.Collections.Concurrent;
using Checkpointing;
using Checkpointing.Memory;

namespace Processor.Tests.EndToEnd;

/// <summary>A store that knows what was really processed, and notes each stored checkpoint that covers an event nobody has processed.</summary>
internal sealed class JournalCheckedStore(InMemoryCheckpointStore inner, Journal journal) : ICheckpointStore, IOwnershipRequestStore
{
    public bool HoldsRequests => inner.HoldsRequests;

    public ConcurrentQueue<string> Violations { get; } = new();

    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        inner.ListOwnershipAsync(group, cancellationToken);

    public Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken) =>
        inner.ClaimOwnershipAsync(group, claims, cancellationToken);

    public Task<PartitionResults<PartitionOwnership>> RequestOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests, CancellationToken cancellationToken) =>
        inner.RequestOwnershipAsync(group, requests, cancellationToken);

    public Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken) =>
        inner.ReadCheckpointAsync(group, partitionId, cancellationToken);

    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        inner.ListCheckpointsAsync(group, cancellationToken);

    public Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken)
    {
        foreach (CheckpointWrite write in writes)
        {
            if (journal.Contiguous(write.PartitionId) < write.SequenceNumber)
            {
                Violations.Enqueue($"{write} covers events beyond {journal.Contiguous(write.PartitionId)}, the last one before which all are processed");
            }
        }

        return inner.WriteCheckpointsAsync(group, writes, cancellationToken);
    }
}
