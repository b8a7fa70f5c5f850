namespace Checkpointing;

/// <summary>What operators do to stored state. A store implements it beside <see cref="ICheckpointStore"/>.</summary>
public interface ICheckpointStoreOperator
{
    /// <summary>Moves partitions to another position, forwards or backwards.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="rewinds">The targets, at most one for a partition.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// One result for each partition that was rewound. For each, in one atomic step (on blobs: in an order that gives the same guarantees):
    /// 1. the checkpoint becomes the given position, or is removed;
    /// 2. the epoch is raised, so that a live owner's writes are refused as <see cref="CheckpointOutcome.Fenced"/>;
    /// 3. the owner is emptied and the version changes, so that a live owner's renewal is lost and whoever claims next starts at the new place.
    /// </returns>
    Task<PartitionResults<PartitionRewound>> RewindAsync(ConsumerGroup group, IReadOnlyList<PartitionRewind> rewinds, CancellationToken cancellationToken);

    /// <summary>Deletes all ownership records and checkpoints of a consumer group. Stop its processors first: a live one would begin anew at its default position.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The number of partitions of which something was deleted.</returns>
    Task<int> DeleteGroupAsync(ConsumerGroup group, CancellationToken cancellationToken);

    /// <summary>Lists the consumer groups of which the store holds any state.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The groups, ordered by their names.</returns>
    Task<IReadOnlyList<ConsumerGroup>> ListGroupsAsync(CancellationToken cancellationToken);
}
