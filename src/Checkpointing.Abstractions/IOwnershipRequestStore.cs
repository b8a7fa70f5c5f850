namespace Checkpointing;

/// <summary>
/// A store that can hold the wish of one processor for a partition of another, so that the owner finishes what it has begun before it hands over.
/// A store implements it beside <see cref="ICheckpointStore"/> if its records have room for it and its lists are cheap enough to be read every second.
/// </summary>
/// <remarks>
/// Nothing depends on it: a request changes neither the owner nor the version nor the epoch, whoever does not know of requests ignores them, and a
/// claim by the stored version succeeds with a request or without.
/// </remarks>
public interface IOwnershipRequestStore
{
    /// <summary>
    /// Whether requests can be held as the store is set up: false where its class could hold them and the layout of its records has no room. It never changes
    /// during a store's life.
    /// </summary>
    bool HoldsRequests { get; }

    /// <summary>Notes requests on ownership records.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="requests">The requests, at most one for a partition. An empty list costs no request to the store.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// 1. The records that are held by the given owner, with the request noted: <see cref="PartitionOwnership.RequestedBy"/> and the store's present time. A partition that
    /// is held by somebody else, or by nobody, is missing, and nothing changes.
    /// 2. A later request replaces an earlier one.
    /// 3. Owner, version, epoch and <see cref="PartitionOwnership.LastModified"/> stay as they are, and so does the checkpoint.
    /// 4. A renewal keeps the request, and so does relinquishing: it then tells for whom the partition was given up. A change of hands and a rewind remove it.
    /// </returns>
    /// <exception cref="NotSupportedException"><see cref="HoldsRequests"/> is false.</exception>
    /// <exception cref="CheckpointStoreException">The call failed as a whole. Making it again is safe: a request that is noted twice is noted once.</exception>
    Task<PartitionResults<PartitionOwnership>> RequestOwnershipAsync(ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests, CancellationToken cancellationToken);
}
