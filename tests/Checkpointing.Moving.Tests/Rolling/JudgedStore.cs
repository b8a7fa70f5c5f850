using System.Collections.Concurrent;
using Checkpointing.Moving.Tests.Fleets;

namespace Checkpointing.Moving.Tests.Rolling;

/// <summary>Tells the judge what a processor asks of its store, and what it is answered.</summary>
internal sealed class JudgedStore(string process, ICheckpointStore inner, FleetJudge judge) : ICheckpointStore, IOwnershipRequestStore
{
    private readonly ConcurrentDictionary<string, Held> _held = new(StringComparer.Ordinal);

    public bool HoldsRequests => inner is IOwnershipRequestStore { HoldsRequests: true };

    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        inner.ListOwnershipAsync(group, cancellationToken);

    public Task<PartitionResults<PartitionOwnership>> RequestOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests, CancellationToken cancellationToken) =>
        ((IOwnershipRequestStore)inner).RequestOwnershipAsync(group, requests, cancellationToken);

    public async Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken)
    {
        long invoked = FleetJudge.Now;
        PartitionResults<PartitionOwnership> results = await inner.ClaimOwnershipAsync(group, claims, cancellationToken);
        long answered = FleetJudge.Now;
        foreach (PartitionOwnership record in results.Items)
        {
            Held? held = _held.GetValueOrDefault(record.PartitionId);
            if (held is not null && held.Epoch == record.Epoch)
            {
                held.Tenure.Confirm(invoked);
            }
            else if (record.OwnerId.Length > 0)
            {
                _held[record.PartitionId] = new Held(record.Epoch, invoked, judge.Won(process, record.PartitionId, answered));
            }
        }

        return results;
    }

    public async Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken)
    {
        // An answer that comes late is not one for the ownership that was won meanwhile.
        Held? held = _held.GetValueOrDefault(partitionId);
        Checkpoint? checkpoint = await inner.ReadCheckpointAsync(group, partitionId, cancellationToken);
        if (held is not null)
        {
            judge.Begun(process, partitionId, held.Claimed, checkpoint?.SequenceNumber ?? -1);
        }

        return checkpoint;
    }

    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        inner.ListCheckpointsAsync(group, cancellationToken);

    public async Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken)
    {
        long invoked = FleetJudge.Now;
        PartitionResults<CheckpointWriteResult> results = await inner.WriteCheckpointsAsync(group, writes, cancellationToken);
        foreach (CheckpointWrite write in writes)
        {
            if (results.Items.Any(result => result.PartitionId == write.PartitionId && result.Outcome == CheckpointOutcome.Written))
            {
                judge.Acknowledged(write.PartitionId, write.SequenceNumber);
                if (_held.GetValueOrDefault(write.PartitionId) is { } held && held.Epoch == write.Epoch)
                {
                    held.Tenure.Confirm(invoked);
                }
            }
        }

        return results;
    }

    private sealed record Held(long Epoch, long Claimed, FleetJudge.Tenure Tenure);
}
