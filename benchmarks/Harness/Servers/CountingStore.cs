using Checkpointing;

namespace Harness.Servers;

/// <summary>Counts the calls of a store, and neither allocates nor waits.</summary>
internal sealed class CountingStore(ICheckpointStore inner) : ICheckpointStore, IOwnershipRequestStore
{
    private readonly IOwnershipRequestStore? _requests = inner as IOwnershipRequestStore;
    private long _claims;
    private long _claimedRecords;
    private long _lists;
    private long _others;
    private long _writes;
    private long _writtenRecords;

    /// <summary>The store without the count.</summary>
    public ICheckpointStore Inner => inner;

    public bool HoldsRequests => _requests?.HoldsRequests ?? false;

    /// <summary>Hears of each batch of checkpoints when it is stored; null for nobody.</summary>
    public Action<IReadOnlyList<CheckpointWrite>>? OnWritten { get; set; }

    /// <summary>The calls so far.</summary>
    public CallCounts Counts => new(
        Volatile.Read(ref _claims),
        Volatile.Read(ref _claimedRecords),
        Volatile.Read(ref _lists),
        Volatile.Read(ref _others),
        Volatile.Read(ref _writes),
        Volatile.Read(ref _writtenRecords));

    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _lists);
        return inner.ListOwnershipAsync(group, cancellationToken);
    }

    public Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _claims);
        Interlocked.Add(ref _claimedRecords, claims.Count);
        return inner.ClaimOwnershipAsync(group, claims, cancellationToken);
    }

    public Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _others);
        return inner.ReadCheckpointAsync(group, partitionId, cancellationToken);
    }

    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _others);
        return inner.ListCheckpointsAsync(group, cancellationToken);
    }

    public Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        Interlocked.Add(ref _writtenRecords, writes.Count);
        return OnWritten is null ? inner.WriteCheckpointsAsync(group, writes, cancellationToken) : WriteHeardAsync(group, writes, cancellationToken);
    }

    public Task<PartitionResults<PartitionOwnership>> RequestOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _others);
        return (_requests ?? throw new NotSupportedException("The store holds no requests.")).RequestOwnershipAsync(group, requests, cancellationToken);
    }

    private async Task<PartitionResults<CheckpointWriteResult>> WriteHeardAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken)
    {
        PartitionResults<CheckpointWriteResult> results = await inner.WriteCheckpointsAsync(group, writes, cancellationToken);
        OnWritten?.Invoke(writes);
        return results;
    }
}
