namespace Checkpointing;

/// <summary>
/// What an operation over several partitions yielded: the results, and apart from them the faults that struck single partitions,
/// so that a fault on one partition never hides what was read or won for the others.
/// </summary>
/// <typeparam name="T">The result for one partition.</typeparam>
/// <param name="Items">The results, in no particular order, at most one for a partition.</param>
/// <param name="Faults">One exception for each partition that failed by itself, with <see cref="CheckpointStoreException.PartitionId"/> set. Empty as a rule.</param>
public sealed record PartitionResults<T>(IReadOnlyList<T> Items, IReadOnlyList<CheckpointStoreException> Faults);
