namespace Checkpointing.Policies;

/// <summary>What a policy looks at when it decides whether a checkpoint is due.</summary>
/// <param name="Uncovered">How many finished events the last checkpoint does not cover; at least 1.</param>
/// <param name="IsEndOfBatch">Whether the last of them also was the last of the batch that was received.</param>
public readonly record struct CheckpointProgress(long Uncovered, bool IsEndOfBatch);
