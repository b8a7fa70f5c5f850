namespace Checkpointing.Blob.Ownership;

/// <summary>The end of the chain of checkpoint writes: the next one is made only if the blob is still like this.</summary>
/// <param name="Version">The checkpoint blob's version, or null if there is none.</param>
/// <param name="SequenceNumber">The position that it holds, if known.</param>
internal sealed record CheckpointLink(string? Version, long? SequenceNumber);
