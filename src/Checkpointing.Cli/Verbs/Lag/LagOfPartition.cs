namespace Checkpointing.Cli.Verbs.Lag;

/// <summary>How far one partition is behind.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="State">How it does.</param>
/// <param name="Owner">Its live owner; null if there is none.</param>
/// <param name="Checkpoint">The sequence number of the last event that was processed.</param>
/// <param name="CheckpointAgeSeconds">How long ago that was stored.</param>
/// <param name="FirstEvent">The sequence number of the oldest event that the hub has; of the next one to come if it has none.</param>
/// <param name="LastEvent">The sequence number of the newest event; -1 if there never was one.</param>
/// <param name="LastEnqueuedAt">When the newest event was enqueued; null if there never was one.</param>
/// <param name="EventsBehind">How many events wait.</param>
/// <param name="EventsLost">How many events behind the checkpoint have expired.</param>
/// <param name="SecondsBehind">How long the oldest waiting event has waited; 0 if none does.</param>
/// <param name="SecondsAreExact">Whether that event was read; otherwise it has waited at least that long, as long as the newest.</param>
internal sealed record LagOfPartition(
    string Partition,
    LagState State,
    string? Owner,
    long? Checkpoint,
    double? CheckpointAgeSeconds,
    long FirstEvent,
    long LastEvent,
    DateTimeOffset? LastEnqueuedAt,
    long EventsBehind,
    long EventsLost,
    double SecondsBehind,
    bool SecondsAreExact);
