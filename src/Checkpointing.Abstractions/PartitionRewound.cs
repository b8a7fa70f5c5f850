namespace Checkpointing;

/// <summary>What a rewind did to one partition.</summary>
/// <param name="PartitionId">The partition.</param>
/// <param name="Previous">The checkpoint that was replaced, or null if there was none.</param>
/// <param name="PreviousOwnerId">The owner that lost the partition, or empty if nobody held it.</param>
/// <param name="Epoch">The raised epoch.</param>
public sealed record PartitionRewound(string PartitionId, Checkpoint? Previous, string PreviousOwnerId, long Epoch);
