using Checkpointing.Cli.Verbs.Dashboard.Watching;

namespace Checkpointing.Cli.Verbs.Dashboard.State;

/// <summary>What the page shows: sums, and one page of the partitions. Times are in UTC, durations in seconds, and null is "not known".</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Group">The group, as namespace/hub/group.</param>
/// <param name="Now">When this was put together.</param>
/// <param name="ReadAt">When the oldest part of it was read; null if nothing has been yet.</param>
/// <param name="AgeSeconds">How long ago that was.</param>
/// <param name="IsOld">Whether that is longer than a few intervals, or something cannot be read at present.</param>
/// <param name="Problems">What cannot be read at present, and records that cannot be read at all, as sentences.</param>
/// <param name="Lag">How far the group is behind; null without an event hub, or as long as none was read.</param>
/// <param name="Owners">Who has how much; null as long as none were read.</param>
/// <param name="Latency">How fast the store answers; null as long as it has not.</param>
/// <param name="EventsBehind">How many events waited since the start.</param>
/// <param name="StoreLatency">How many milliseconds the store took since the start.</param>
/// <param name="Takeovers">What changed hands since the start, newest first.</param>
/// <param name="Partitions">A page of the partitions.</param>
internal sealed record DashboardState(
    string Store,
    string Group,
    DateTimeOffset Now,
    DateTimeOffset? ReadAt,
    double? AgeSeconds,
    bool IsOld,
    IReadOnlyList<string> Problems,
    LagSummary? Lag,
    OwnersSummary? Owners,
    LatencySummary? Latency,
    IReadOnlyList<HistoryPoint> EventsBehind,
    IReadOnlyList<HistoryPoint> StoreLatency,
    IReadOnlyList<Takeover> Takeovers,
    PartitionPage Partitions);
