namespace Checkpointing;

/// <summary>The last event of a partition that was processed, as a store knows it. Reading resumes with the event after it.</summary>
/// <param name="PartitionId">The partition, compared exactly.</param>
/// <param name="SequenceNumber">The sequence number of that event. Null only for records that another SDK wrote without one. Zero is an ordinary value.</param>
/// <param name="Offset">The offset of that event: an opaque string (geo-replicated namespaces have offsets that are no numbers), or null when unknown, as after a rewind to a sequence number.</param>
/// <param name="Epoch">The epoch under which the checkpoint was written; 0 where the backend keeps none.</param>
/// <param name="WrittenBy">The identifier of the processor or tool that wrote it, or null when unknown.</param>
/// <param name="LastModified">When it was written, by the store's clock, corrected to the caller's clock.</param>
public sealed record Checkpoint(
    string PartitionId,
    long? SequenceNumber,
    string? Offset,
    long Epoch,
    string? WrittenBy,
    DateTimeOffset LastModified);
