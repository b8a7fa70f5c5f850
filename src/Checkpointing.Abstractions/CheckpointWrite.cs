namespace Checkpointing;

/// <summary>A wish to advance the checkpoint of one partition.</summary>
/// <param name="PartitionId">The partition, compared exactly.</param>
/// <param name="SequenceNumber">The sequence number of the last event that was processed; 0 or greater.</param>
/// <param name="Offset">The offset of the same event, or null when unknown.</param>
/// <param name="Epoch">The epoch under which the event was processed: that of the claim which the writer holds or held, or 0 for a partition that was never owned.</param>
/// <param name="WrittenBy">The identifier of the writer, kept with the checkpoint for people to read.</param>
public readonly record struct CheckpointWrite(string PartitionId, long SequenceNumber, string? Offset, long Epoch, string WrittenBy);
