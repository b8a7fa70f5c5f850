using Checkpointing.Processor.Rewinding;

namespace Checkpointing.Cli.Verbs.Rewinding;

/// <summary>One partition of a <see cref="MovePlan"/>.</summary>
/// <param name="Plan">What the target comes to there.</param>
/// <param name="LeftAlone">Why it is left as it is although the place is to be had, or null.</param>
internal sealed record PartitionMove(PartitionRewindPlan Plan, string? LeftAlone)
{
    /// <summary>Whether it would be moved.</summary>
    public bool IsMoved => LeftAlone is null && !Plan.IsRefused;

    /// <summary>The event that is processed next afterwards.</summary>
    public long? Next => Plan.To is { } to ? Math.Max(to + 1, Plan.FirstEvent) : null;

    /// <summary>The event that is processed next as it stands.</summary>
    public long? Now => Plan.From?.SequenceNumber + 1;
}
