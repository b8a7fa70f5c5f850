namespace Checkpointing;

/// <summary>
/// Keeps, per consumer group and partition, who reads (ownership) and how far it got (checkpoint). All that a processor needs.
/// </summary>
/// <remarks>
/// <para>An implementation is safe for concurrent use, has no background work of its own, limits the time of every call, and disposes only what it made itself.</para>
/// <para>Faults: a fault of a single partition is returned in <see cref="PartitionResults{T}.Faults"/>; a fault of the whole call is thrown as
/// <see cref="CheckpointStoreException"/>. Cancellation throws <see cref="OperationCanceledException"/> at once and leaves the stored state valid.
/// Transient faults have been retried within the store's own budget before either is reported.</para>
/// </remarks>
public interface ICheckpointStore
{
    /// <summary>Lists the ownership records of a consumer group.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// 1. One record for each partition that was ever owned or rewound, relinquished ones (empty owner) included, over however many pages.
    /// 2. Nothing for a group that the store does not know.
    /// 3. A record that cannot be understood is a fault of that partition and does not hide the others.
    /// </returns>
    Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken);

    /// <summary>Takes, renews or relinquishes partitions, each by a compare-and-swap of its own.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="claims">The claims, at most one for a partition. An empty list costs no request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// 1. The records as they stand now for the claims that were won; a lost claim is simply missing, and is no fault.
    /// 2. A claim is won only if its version is the stored one, or if it has none and no ownership record exists. Of any number of concurrent claims of one version exactly one is won.
    /// 3. A renewal (same owner, same instance) keeps the epoch. A change of owner or instance raises it, and so does taking a relinquished partition.
    /// 4. Relinquishing keeps the epoch, empties the owner, and keeps the record.
    /// 5. Every claim that is won gets a new version and the store's present time.
    /// 6. After a lost acknowledgement the store reads again and reports its own write as won. What stays unclear is a fault with <see cref="CheckpointStoreException.MayHaveBeenApplied"/>.
    /// </returns>
    Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken);

    /// <summary>Reads the checkpoint of one partition.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="partitionId">The partition; any text is allowed (the SDK asks for "-1" once at start), and asking creates nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The checkpoint, or null if there is none: never a default position.</returns>
    /// <exception cref="CheckpointStoreException">The record cannot be understood, or the store cannot be reached.</exception>
    Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken);

    /// <summary>Lists the checkpoints of a consumer group.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>One checkpoint for each partition that has one, over however many pages; a record that cannot be understood is a fault of that partition.</returns>
    Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken);

    /// <summary>Advances checkpoints, each under the epoch in which its events were processed.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="writes">The writes, at most one for a partition. An empty list costs no request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// 1. <see cref="CheckpointOutcome.Fenced"/> if the epoch of the write is not the stored one; nothing changes. Fencing is judged before staleness.
    /// 2. <see cref="CheckpointOutcome.Stale"/> if the stored sequence number is the same or greater; nothing changes.
    /// 3. <see cref="CheckpointOutcome.Written"/> otherwise: sequence number, offset and writer are stored as one, and survive a crash of the client, and of the server at the default durability.
    /// 4. A leaving owner's write is accepted after it relinquished, until the next owner has taken over.
    /// 5. The ownership record and its version do not change.
    /// </returns>
    Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken);
}
