using Checkpointing.Cli.Verbs.Rewinding;

namespace Checkpointing.Cli.Verbs.Dashboard.Rewinding;

/// <summary>A plan that can be confirmed once, or what became of it.</summary>
/// <param name="Plan">Its id; null if nothing is to be done, or it is done.</param>
/// <param name="ValidUntil">Until when it can be confirmed.</param>
/// <param name="Place">Where to, for people.</param>
/// <param name="Moved">How many partitions are moved, or were.</param>
/// <param name="Refused">How many cannot be.</param>
/// <param name="LeftAlone">How many lie before the place already, or may do so.</param>
/// <param name="UnderLiveOwner">How many have a live owner, which goes on from the new place.</param>
/// <param name="More">How many partitions are not in the document, which has those with most events.</param>
/// <param name="Rewind">The plan, as <c>rewind --json</c> writes it.</param>
internal sealed record DashboardPlan(
    string? Plan, DateTimeOffset? ValidUntil, string Place, int Moved, int Refused, int LeftAlone, int UnderLiveOwner, int More, RewindDocument Rewind)
{
    private const int Most = 200;

    /// <summary>Puts it together, with as many partitions as people look at.</summary>
    public static DashboardPlan Of(RewindDocument whole, string place, string? id, DateTimeOffset? validUntil)
    {
        RewindEntry[] shown = whole.Partitions.Count <= Most
            ? [.. whole.Partitions]
            : [.. whole.Partitions.OrderByDescending(IsTrouble).ThenByDescending(entry => Math.Abs(entry.Events ?? 0)).Take(Most)];
        return new DashboardPlan(
            id,
            validUntil,
            place,
            whole.Partitions.Count(entry => entry.Outcome is "planned" or "rewound"),
            whole.Partitions.Count(entry => entry.Outcome is "refused"),
            whole.Partitions.Count(entry => entry.Outcome is "leftAlone"),
            whole.Partitions.Count(entry => entry.Outcome is "planned" or "rewound" && entry.LiveOwner is not null),
            whole.Partitions.Count - shown.Length,
            whole with { Partitions = shown });
    }

    private static bool IsTrouble(RewindEntry entry) => entry.Outcome is "refused" or "changed" or "failed";
}
