using System.Globalization;
using Compare.Contest;
using Compare.Results;

namespace Compare.Reports;

/// <summary>The results as Markdown, ratios first.</summary>
internal static class MarkdownReport
{
    /// <summary>Makes the text.</summary>
    /// <param name="result">The run.</param>
    /// <param name="plots">The plots that lie beside it: file and title.</param>
    public static string Make(RunResult result, IEnumerable<(string File, string Title)> plots)
    {
        Markdown text = new();
        Head(text, result.Head);
        foreach ((string file, string title) in plots)
        {
            text.Line().Line($"![{title}]({file})");
        }

        AimTable.Write(text, result);
        if (result.Operations.Count > 0)
        {
            OperationTables.Write(text, result.Operations);
        }

        if (result.Scenarios.Count > 0)
        {
            Scenarios(text, result.Scenarios);
        }

        if (result.Throughput.Count > 0)
        {
            Throughput(text, result.Throughput);
        }

        if (result.Costs.Count > 0)
        {
            Costs(text, result.Costs);
        }

        return text.ToString();
    }

    private static void Head(Markdown text, RunHead head)
    {
        text.Line("# Stores compared").Line();
        text.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"`{head.Command}`, on {head.Started:d MMMM yyyy} on {head.Machine}: {head.Processors} processors, {head.System}, {head.Runtime}; {head.Seconds:0} s. Load average {Numbers.Show(head.LoadAtStart)} at the beginning, {Numbers.Show(head.LoadAtEnd)} at the end.{(head.DiskSyncMs is { } sync ? $" Its disk has a block after {Numbers.Time(sync)}." : "")}"));
        if (head.Client is not null)
        {
            text.Line($"The SDK in these tables is {head.Client}.");
        }

        text.Line("What the words mean and how it was measured: [docs/benchmarks.md](../../../docs/benchmarks.md). The same figures for programs: [results.json](results.json).").Line();
        foreach ((string store, string server) in head.Servers)
        {
            text.Line($"- **{store}**: {server}");
        }

        foreach ((string what, string reason) in head.LeftOut)
        {
            text.Line($"- left out: **{what}**: {reason}");
        }
    }

    private static void Scenarios(Markdown text, IEnumerable<ScenarioResult> rows)
    {
        text.Heading("Cold start, crash and deployment");
        text.Table(
            ["store", "processor", "what happens", ">distance", ">median", ">p95", ">p99", ">samples", ">calls of the store", ">round trips", ">duplicates", ">longest gap", ">allocated", ">processor time"],
            rows.Select(row => (IReadOnlyList<string>)
            [
                row.Store, row.Role == Roles.Rival ? "the SDK's" : "ours", row.Scenario, Numbers.Time(row.DistanceMs), Numbers.Time(row.Time.MedianMs), Numbers.Time(row.Time.P95Ms),
                Numbers.Time(row.Time.P99Ms), Numbers.Show(row.Time.Samples), Numbers.Show(row.Calls), Numbers.Show(row.RoundTrips), Numbers.Show(row.Duplicates), Numbers.Time(row.LongestGapMs),
                Numbers.Bytes(row.AllocatedBytes), Numbers.Time(row.CpuMs),
            ]));
    }

    private static void Throughput(Markdown text, IEnumerable<ThroughputResult> rows)
    {
        text.Heading("Throughput of a processor");
        text.Table(
            ["store", "checkpoint", ">distance", ">beside none", ">in the rounds", ">events/s", ">replayed at most, promised, per partition", ">uncovered at most, seen, in all", ">bytes per event", ">µs of processor per event", ">of the broker's", ">of the server's", ">rounds"],
            rows.Select(row => (IReadOnlyList<string>)
            [
                row.Store, row.Policy, Numbers.Time(row.DistanceMs), Numbers.Ratio(row.ToNone), row.ToNoneLeast is null ? Numbers.None : $"{Numbers.Ratio(row.ToNoneLeast)} to {Numbers.Ratio(row.ToNoneMost)}", Numbers.Show(row.EventsPerSecond),
                row.ReplayBound is { } bound ? Numbers.Show(bound) : "no bound", Numbers.Show(row.Uncovered), Numbers.Show(row.BytesPerEvent), Numbers.Show(row.CpuMicroseconds), Numbers.Show(row.BrokerCpuMicroseconds), Numbers.Show(row.ServerCpuMicroseconds),
                Numbers.Show(row.Rounds),
            ]));
    }

    private static void Costs(Markdown text, IReadOnlyList<CostResult> rows)
    {
        text.Heading("Cost");
        text.Table(
            ["store", "processor", "checkpoint", ">requests", ">request units", ">bytes", "per", ">counted over"],
            rows.Select(row => (IReadOnlyList<string>)
            [
                row.Store, row.Role == Roles.Rival ? "the SDK's, Microsoft's algorithm" : "ours", row.Policy ?? "idle", Numbers.Show(row.Requests), Numbers.Show(row.RequestUnits), Numbers.Bytes(row.Bytes), row.Per,
                row.Policy is null ? $"{Numbers.Show(row.Counted)} s" : $"{Numbers.Show(row.Counted)} events",
            ]));
    }
}
