using Checkpointing.Processor.Rewinding;

namespace Checkpointing.Cli.Verbs.Rewinding;

/// <summary>One partition of a rewind.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="From">The event that is processed next as it stands; null without a checkpoint.</param>
/// <param name="To">The event that is processed next afterwards; null if it is left alone.</param>
/// <param name="ToOffset">The offset of the event before it, if it is known.</param>
/// <param name="Events">How many events are processed again; below zero, how many are skipped; null if there is no checkpoint to count from.</param>
/// <param name="LiveOwner">Who holds it at present.</param>
/// <param name="FirstEvent">The oldest event that the hub has.</param>
/// <param name="LastEvent">The newest one.</param>
/// <param name="Outcome">What became of it: planned, leftAlone, refused, rewound, changed or failed.</param>
/// <param name="Notes">What there is to say about it.</param>
internal sealed record RewindEntry(
    string Partition,
    long? From,
    long? To,
    string? ToOffset,
    long? Events,
    string? LiveOwner,
    long FirstEvent,
    long LastEvent,
    string Outcome,
    IReadOnlyList<string> Notes)
{
    private static readonly string[] Outcomes = [.. Enum.GetNames<RewindOutcome>().Select(name => name.ToLowerInvariant())];

    /// <summary>Puts it together.</summary>
    public static RewindEntry Of(PartitionMove move, PartitionRewindResult? result)
    {
        PartitionRewindPlan plan = move.Plan;
        string? fault = result is { Outcome: RewindOutcome.Changed or RewindOutcome.Failed } ? result.Message : null;

        // Owners may have changed since the plan was shown.
        string? loser = result?.Rewound is { PreviousOwnerId: { Length: > 0 } owner } && !owner.Equals(plan.LiveOwner, StringComparison.OrdinalIgnoreCase) ? $"taken from {owner}" : null;
        return new RewindEntry(
            plan.PartitionId,
            plan.From?.SequenceNumber + 1,
            move.IsMoved ? move.Next : null,
            plan.ToOffset,
            plan.Events,
            plan.LiveOwner,
            plan.FirstEvent,
            plan.LastEvent,
            move.LeftAlone is not null ? "leftAlone" : result is not null ? Outcomes[(int)result.Outcome] : plan.IsRefused ? Outcomes[(int)RewindOutcome.Refused] : "planned",
            [.. plan.Findings.Select(finding => finding.Message), .. new[] { move.LeftAlone ?? move.Warning, fault, loser }.OfType<string>()]);
    }
}
