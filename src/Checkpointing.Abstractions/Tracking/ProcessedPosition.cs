namespace Checkpointing.Tracking;

/// <summary>The end of a contiguous run of finished events in one partition: the position that a checkpoint may take.</summary>
/// <param name="SequenceNumber">The sequence number of the last finished event.</param>
/// <param name="Offset">The offset of the same event, or null when unknown.</param>
/// <param name="Ordinal">How many events lie at or before this position, counted from the tracker's first event (which has ordinal 1).</param>
public readonly record struct ProcessedPosition(long SequenceNumber, string? Offset, long Ordinal);
