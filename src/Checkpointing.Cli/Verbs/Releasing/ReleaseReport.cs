namespace Checkpointing.Cli.Verbs.Releasing;

/// <summary>What was released, or would be.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Group">The group, as namespace/hub/group.</param>
/// <param name="Applied">Whether it was done.</param>
/// <param name="Partitions">The partitions.</param>
/// <param name="Faults">What could not be read or released.</param>
internal sealed record ReleaseReport(string Store, string Group, bool Applied, IReadOnlyList<ReleasedPartition> Partitions, IReadOnlyList<Fault> Faults);
