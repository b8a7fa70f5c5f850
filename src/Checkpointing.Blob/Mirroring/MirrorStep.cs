namespace Checkpointing.Blob.Mirroring;

/// <summary>One blob to change.</summary>
/// <param name="PartitionId">The partition.</param>
/// <param name="Version">The version of the blob that was read before the store was; null if there was none.</param>
/// <param name="Checkpoint">What the store has; null if it has none any more.</param>
internal sealed record MirrorStep(string PartitionId, string? Version, Checkpoint? Checkpoint);
