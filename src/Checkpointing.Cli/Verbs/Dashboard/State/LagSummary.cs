using Checkpointing.Cli.Verbs.Lag;

namespace Checkpointing.Cli.Verbs.Dashboard.State;

/// <summary>How far a group is behind, in all.</summary>
/// <param name="EventsBehind">How many events wait.</param>
/// <param name="SecondsBehind">How long the oldest has waited.</param>
/// <param name="SecondsAreExact">Whether that event was read; otherwise it is that long at least.</param>
/// <param name="PartitionsBehind">In how many partitions events wait.</param>
/// <param name="Partitions">How many partitions the hub has.</param>
/// <param name="Trend">Where it goes, in words.</param>
/// <param name="States">How many partitions are in each state that any is in.</param>
internal sealed record LagSummary(
    long EventsBehind, double SecondsBehind, bool SecondsAreExact, int PartitionsBehind, int Partitions, string? Trend, IReadOnlyDictionary<string, int> States)
{
    /// <summary>Sums up.</summary>
    public static LagSummary Of(LagReport report, string? trend) => new(
        report.EventsBehind,
        report.SecondsBehind,
        report.SecondsAreExact,
        report.PartitionsBehind,
        report.Partitions.Count,
        trend,
        report.Partitions.GroupBy(partition => partition.State).OrderBy(state => state.Key).ToDictionary(
            state => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(state.Key.ToString()), state => state.Count(), StringComparer.Ordinal));
}
