namespace Checkpointing.Cli.Verbs.Lag;

/// <summary>How far a group is behind.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Group">The group, as namespace/hub/group.</param>
/// <param name="ReadAt">When it was read.</param>
/// <param name="EventsBehind">How many events wait in all.</param>
/// <param name="SecondsBehind">The greatest of the partitions.</param>
/// <param name="SecondsAreExact">Whether all of them are exact; otherwise the oldest event of all has waited at least that long.</param>
/// <param name="PartitionsBehind">In how many partitions events wait.</param>
/// <param name="Exceeded">The thresholds that are passed, as sentences.</param>
/// <param name="Partitions">Each partition of the hub, in the order of their numbers.</param>
/// <param name="Faults">Records that cannot be read.</param>
internal sealed record LagReport(
    string Store,
    string Group,
    DateTimeOffset ReadAt,
    long EventsBehind,
    double SecondsBehind,
    bool SecondsAreExact,
    int PartitionsBehind,
    IReadOnlyList<string> Exceeded,
    IReadOnlyList<LagOfPartition> Partitions,
    IReadOnlyList<Fault> Faults);
