using System.Diagnostics;
using System.Globalization;
using Compare.Contest;
using Compare.Results;
using Spectre.Console;

namespace Compare.Reports;

/// <summary>Tells on the terminal how a run goes: a rule for each kind of work, a line for each result.</summary>
/// <param name="console">The terminal.</param>
internal sealed class Progress(IAnsiConsole console)
{
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>A kind of work begins.</summary>
    public void Begin(string work) => console.Write(new Rule(work) { Justification = Justify.Left });

    /// <summary>A store is left out.</summary>
    public void LeftOut(string store, string reason) => Line("yellow", $"{store} is left out: {reason}");

    /// <summary>Anything else.</summary>
    public void Say(string text) => Line("grey", text);

    /// <summary>An operation was measured.</summary>
    public void Show(OperationResult row)
    {
        string ratio = row.ToDriver is { } toDriver ? $"{Numbers.Ratio(toDriver)} of the driver, " : "";
        Line(
            row.Role == Roles.Store ? "green" : "grey",
            $"{row.Store,-9}{row.Role,-7}{At(row.DistanceMs)}{row.Operation}: {ratio}median {Numbers.Time(row.Time.MedianMs)}, {Numbers.Show(row.RoundTrips)} round trips, {row.Time.Samples} samples");
    }

    /// <summary>A scenario was measured.</summary>
    public void Show(ScenarioResult row) => Line(
        row.Role == Roles.Store ? "green" : "grey",
        $"{row.Store,-9}{row.Role,-7}{At(row.DistanceMs)}{row.Scenario}: median {Numbers.Time(row.Time.MedianMs)}, {Numbers.Show(row.RoundTrips ?? row.Calls)} round trips, {Numbers.Show(row.Duplicates)} duplicates");

    /// <summary>A policy was measured.</summary>
    public void Show(ThroughputResult row) =>
        Line("green", $"{row.Store,-9}{At(row.DistanceMs)}{row.Policy}: {Numbers.Ratio(row.ToNone)} of none, {Numbers.Show(row.EventsPerSecond)} events/s");

    /// <summary>Costs were counted.</summary>
    public void Show(CostResult row) =>
        Line("green", $"{row.Store,-9}{row.Role,-7}{row.Policy ?? "idle"}: {Numbers.Show(row.Requests)} requests, {Numbers.Bytes(row.Bytes)} per {row.Per}");

    private static string At(double distance) => distance == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"+{distance} ms ");

    private void Line(string color, string text)
    {
        string time = string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(_started).TotalSeconds,6:0.0} s  ");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]{time}[/][{color}]{text}[/]");
    }
}
