namespace Checkpointing;

/// <summary>The outcome of one write of a batch.</summary>
/// <param name="PartitionId">The partition.</param>
/// <param name="Outcome">What became of the write.</param>
public readonly record struct CheckpointWriteResult(string PartitionId, CheckpointOutcome Outcome);
