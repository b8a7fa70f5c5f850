namespace Checkpointing.Blob.Layout;

/// <summary>The position that a checkpoint blob holds; sequence number or offset may be unknown, not both.</summary>
internal sealed record BlobPosition(long? SequenceNumber, string? Offset, string? WrittenBy);
