namespace Checkpointing.AspNetCore;

/// <summary>One partition in what the endpoint answers; what is not known is left out.</summary>
internal sealed record LagPartition(
    string Processor,
    string Partition,
    string? Owner,
    long Epoch,
    long? Checkpoint,
    string? Offset,
    DateTimeOffset? CheckpointedAt,
    long? LastEnqueued,
    long Lag,
    double? SecondsBehind,
    long? Uncheckpointed);
