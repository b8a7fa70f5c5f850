using Checkpointing.Processor.Rewinding;

namespace Checkpointing.Cli.Verbs.Rewinding;

/// <summary>What a rewind, or a step forward, would do.</summary>
/// <param name="Plan">The plan that is applied.</param>
/// <param name="Partitions">All partitions that were asked for: those of the plan and those that are left alone.</param>
internal sealed record MovePlan(RewindPlan Plan, IReadOnlyList<PartitionMove> Partitions)
{
    /// <summary>Those that would be moved.</summary>
    public IEnumerable<PartitionMove> Moved => Partitions.Where(partition => partition.IsMoved);

    /// <summary>How many events are processed again.</summary>
    public long EventsAgain => Moved.Sum(partition => Math.Max(partition.Plan.Events ?? 0, 0));

    /// <summary>How many events are skipped, at most.</summary>
    public long EventsSkipped => Moved.Sum(partition => Math.Max(-(partition.Plan.Events ?? 0), 0) + partition.MaySkip);

    /// <summary>Whether fewer may be skipped, as nobody knows how far some partitions were processed.</summary>
    public bool MaySkipFewer => Moved.Any(partition => partition.MaySkip > 0);

    /// <summary>Plans.</summary>
    /// <param name="rewinder">The rewinder.</param>
    /// <param name="target">Where to.</param>
    /// <param name="partitionIds">The partitions; null for all.</param>
    /// <param name="clamp">Whether the nearest place is taken where the target is not to be had.</param>
    /// <param name="judge">Decides which of them are moved.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<MovePlan> MakeAsync(
        CheckpointRewinder rewinder, RewindTarget target, IReadOnlyList<string>? partitionIds, bool clamp, MoveJudge judge, CancellationToken cancellationToken)
    {
        RewindPlan plan = await rewinder.PlanAsync(target, partitionIds, clamp, cancellationToken).ConfigureAwait(false);
        string[] order = [.. plan.Partitions.Select(partition => partition.PartitionId)];
        Dictionary<string, PartitionMove> moves = new(StringComparer.Ordinal);
        while (true)
        {
            foreach (PartitionMove move in plan.Partitions.Select(judge.Judge))
            {
                moves[move.Plan.PartitionId] = move;
            }

            string[] moved = [.. plan.Partitions.Select(partition => partition.PartitionId).Where(partitionId => moves[partitionId].IsMoved)];
            if (moved.Length == 0 || plan.Partitions.All(partition => moves[partition.PartitionId].LeftAlone is null))
            {
                return new MovePlan(plan, [.. order.Select(partitionId => moves[partitionId])]);
            }

            // A plan is applied as a whole, so the one that is shown is made anew for those that are moved, and looked at anew: processors go on meanwhile.
            plan = await rewinder.PlanAsync(target, moved, clamp, cancellationToken).ConfigureAwait(false);
        }
    }
}
