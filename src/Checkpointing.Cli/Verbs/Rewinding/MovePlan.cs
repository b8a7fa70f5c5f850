using Checkpointing.Processor.Rewinding;

namespace Checkpointing.Cli.Verbs.Rewinding;

/// <summary>
/// What a rewind, or a step forward, would do. A verb goes one way only: what lies on the other side of the target is left alone, for nobody who types
/// <c>rewind</c> wants events to be skipped.
/// </summary>
/// <param name="Plan">The plan that is applied.</param>
/// <param name="Partitions">All partitions that were asked for: those of the plan and those that are left alone.</param>
internal sealed record MovePlan(RewindPlan Plan, IReadOnlyList<PartitionMove> Partitions)
{
    /// <summary>Those that would be moved.</summary>
    public IEnumerable<PartitionMove> Moved => Partitions.Where(partition => partition.IsMoved);

    /// <summary>How many events are processed again.</summary>
    public long EventsAgain => Moved.Sum(partition => Math.Max(partition.Plan.Events ?? 0, 0));

    /// <summary>How many events are skipped.</summary>
    public long EventsSkipped => Moved.Sum(partition => Math.Max(-(partition.Plan.Events ?? 0), 0));

    /// <summary>Plans.</summary>
    /// <param name="rewinder">The rewinder.</param>
    /// <param name="target">Where to.</param>
    /// <param name="partitionIds">The partitions; null for all.</param>
    /// <param name="clamp">Whether the nearest place is taken where the target is not to be had.</param>
    /// <param name="isForward">Which way.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<MovePlan> MakeAsync(
        CheckpointRewinder rewinder, RewindTarget target, IReadOnlyList<string>? partitionIds, bool clamp, bool isForward, CancellationToken cancellationToken)
    {
        RewindPlan plan = await rewinder.PlanAsync(target, partitionIds, clamp, cancellationToken).ConfigureAwait(false);
        Dictionary<string, string> leftAlone = plan.Partitions
            .Select(partition => (partition.PartitionId, Reason: Objection(partition, isForward)))
            .Where(pair => pair.Reason is not null)
            .ToDictionary(pair => pair.PartitionId, pair => pair.Reason!, StringComparer.Ordinal);
        PartitionMove[] partitions =
            [.. plan.Partitions.Select(partition => new PartitionMove(partition, leftAlone.GetValueOrDefault(partition.PartitionId)))];
        string[] moved = [.. partitions.Where(partition => partition.IsMoved).Select(partition => partition.Plan.PartitionId)];
        if (leftAlone.Count == 0 || moved.Length == 0)
        {
            return new MovePlan(plan, partitions);
        }

        // A plan is applied as a whole, so the one that is shown is made anew for those that are moved.
        RewindPlan again = await rewinder.PlanAsync(target, moved, clamp, cancellationToken).ConfigureAwait(false);
        Dictionary<string, PartitionRewindPlan> byId = again.Partitions.ToDictionary(partition => partition.PartitionId, StringComparer.Ordinal);
        return new MovePlan(
            again, [.. partitions.Select(partition => byId.TryGetValue(partition.Plan.PartitionId, out PartitionRewindPlan? newer) ? partition with { Plan = newer } : partition)]);
    }

    private static string? Objection(PartitionRewindPlan partition, bool isForward) => partition.Events switch
    {
        null => null,
        0 when partition.To == partition.From?.SequenceNumber => "it is there already",
        > 0 when isForward => $"this would go back by {partition.Events}: that is what 'checkpoints rewind' does",
        < 0 when !isForward => $"this would skip {-partition.Events}: that is what 'checkpoints forward' does",
        _ => null,
    };
}
