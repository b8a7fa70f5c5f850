namespace Checkpointing.Processor.Telemetry;

/// <summary>How far one partition is, at one moment. What is not known is null.</summary>
/// <param name="PartitionId">The partition.</param>
/// <param name="OwnerId">The identifier of the processor that owns it; null or empty if nobody does.</param>
/// <param name="Epoch">The epoch of its ownership; 0 where there is none.</param>
/// <param name="CheckpointSequenceNumber">The sequence number of the stored checkpoint.</param>
/// <param name="CheckpointOffset">Its offset.</param>
/// <param name="CheckpointedAt">When it was written.</param>
/// <param name="LastEnqueuedSequenceNumber">The sequence number of the last event of the partition that is known.</param>
/// <param name="EventsBehind">How many events lie behind the checkpoint; 0 or more.</param>
/// <param name="TimeBehind">How long ago the oldest event was enqueued that the checkpoint does not cover; zero if it covers all.</param>
/// <param name="UncheckpointedEvents">How many events this process has begun that the checkpoint does not cover.</param>
public sealed record PartitionStatus(
    string PartitionId,
    string? OwnerId,
    long Epoch,
    long? CheckpointSequenceNumber,
    string? CheckpointOffset,
    DateTimeOffset? CheckpointedAt,
    long? LastEnqueuedSequenceNumber,
    long? EventsBehind,
    TimeSpan? TimeBehind,
    long? UncheckpointedEvents);
