using Checkpointing.Processor.Rewinding;

namespace Checkpointing.Cli.Verbs.Rewinding;

/// <summary>A rewind as a document: the plan, and what became of it.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Group">The group, as namespace/hub/group.</param>
/// <param name="Target">Where to.</param>
/// <param name="Applied">Whether it was done, or only planned.</param>
/// <param name="EventsAgain">How many events are processed again.</param>
/// <param name="EventsSkipped">How many events are skipped, at most: where there is no checkpoint to count from, all up to the place count.</param>
/// <param name="Partitions">The partitions.</param>
internal sealed record RewindDocument(
    string Store, string Group, string Target, bool Applied, long EventsAgain, long EventsSkipped, IReadOnlyList<RewindEntry> Partitions)
{
    /// <summary>Puts it together.</summary>
    public static RewindDocument From(string storeName, MovePlan move, RewindReport? report)
    {
        Dictionary<string, PartitionRewindResult> results = report?.Partitions.ToDictionary(result => result.PartitionId, StringComparer.Ordinal) ?? [];
        return new RewindDocument(
            storeName,
            move.Plan.Group.ToString(),
            move.Plan.Target.ToString(),
            report is not null,
            move.EventsAgain,
            move.EventsSkipped,
            [.. move.Partitions.Select(partition => RewindEntry.Of(partition, results.GetValueOrDefault(partition.Plan.PartitionId)))]);
    }
}
