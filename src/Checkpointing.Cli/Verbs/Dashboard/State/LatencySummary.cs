using Checkpointing.Cli.Verbs.Dashboard.Watching;

namespace Checkpointing.Cli.Verbs.Dashboard.State;

/// <summary>How many milliseconds the store takes to list all owners of the group.</summary>
/// <param name="LastMilliseconds">The last time.</param>
/// <param name="MedianMilliseconds">By the median of the plot's points.</param>
/// <param name="MostMilliseconds">At most.</param>
internal sealed record LatencySummary(double LastMilliseconds, double MedianMilliseconds, double MostMilliseconds)
{
    /// <summary>Sums up; null if there is nothing yet.</summary>
    public static LatencySummary? Of(IReadOnlyList<HistoryPoint> points)
    {
        double[] sorted = [.. points.Select(point => point.Value).Order()];
        return sorted.Length == 0 ? null : new LatencySummary(points[^1].Value, sorted[sorted.Length / 2], sorted[^1]);
    }
}
