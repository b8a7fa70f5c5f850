using Checkpointing.Cli.Terminal;
using Checkpointing.Processor.Rewinding;

namespace Checkpointing.Cli.Verbs.Rewinding;

/// <summary>One partition of a <see cref="MovePlan"/>.</summary>
/// <param name="Plan">What the target comes to there.</param>
/// <param name="LeftAlone">Why it is left as it is although the place is to be had, or null.</param>
/// <param name="MaySkip">How many events may be skipped where nobody knows how far it was processed: all that the hub has up to the place.</param>
internal sealed record PartitionMove(PartitionRewindPlan Plan, string? LeftAlone, long MaySkip)
{
    /// <summary>The one reason for leaving a partition alone that leaves nothing to be done.</summary>
    public const string ThereAlready = "it is there already";

    /// <summary>Whether it would be moved.</summary>
    public bool IsMoved => LeftAlone is null && !Plan.IsRefused;

    /// <summary>Whether it is not where it was to be, and will not be.</summary>
    public bool FallsShort => !IsMoved && LeftAlone != ThereAlready;

    /// <summary>What has to be known about it before it is moved, or null.</summary>
    public string? Warning => IsMoved && MaySkip > 0 ? $"nobody knows how far it was processed: up to {Words.Count(MaySkip, "event")} may be SKIPPED" : null;

    /// <summary>The event that is processed next afterwards.</summary>
    public long? Next => Plan.To is { } to ? Math.Max(to + 1, Plan.FirstEvent) : null;

    /// <summary>The event that is processed next as it stands.</summary>
    public long? Now => Plan.From?.SequenceNumber + 1;
}
