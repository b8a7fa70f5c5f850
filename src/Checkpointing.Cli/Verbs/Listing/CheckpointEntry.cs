namespace Checkpointing.Cli.Verbs.Listing;

/// <summary>The checkpoint of a partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="SequenceNumber">The sequence number of the last event that was processed; -1 for a rewind to the earliest event; null if only an offset is known.</param>
/// <param name="Offset">Its offset, if it is known.</param>
/// <param name="Epoch">The epoch under which it was written; 0 where the backend keeps none.</param>
/// <param name="WrittenBy">Who wrote it, if that is known.</param>
/// <param name="WrittenAt">When.</param>
/// <param name="AgeSeconds">How long ago that was by the store's clock.</param>
internal sealed record CheckpointEntry(
    string Partition, long? SequenceNumber, string? Offset, long Epoch, string? WrittenBy, DateTimeOffset WrittenAt, double AgeSeconds);
