using Compare.Contest;
using Compare.Reading;
using Compare.Results;
using Harness.Servers;

namespace Compare.Reports;

/// <summary>What is aimed at, and who meets it in a run: as far as the run has the figures.</summary>
internal static class AimTable
{
    private const double MostToDriver = 1.10;
    private const double LeastOfOneRoundTrip = 30;
    private const double LeastOfBlob = 5;
    private const double MostOfColdStart = 0.2;
    private const double LeastToNone = 0.95;
    private const int Renewal = 256;

    /// <summary>Writes it.</summary>
    public static void Write(Markdown text, RunResult result)
    {
        IReadOnlyList<string>[] rows = [.. Rows(result).OfType<IReadOnlyList<string>>()];
        if (rows.Length > 0)
        {
            text.Heading("Aims");
            text.Table(["aim", "met by", "missed by"], rows);
        }
    }

    private static IEnumerable<IReadOnlyList<string>?> Rows(RunResult result)
    {
        OperationResult[] stores = [.. result.Operations.Where(row => row.Role == Roles.Store)];
        yield return Row(
            FormattableString.Invariant($"a checkpoint takes at most {MostToDriver:0.00} of the bare driver's median"),
            stores.Where(row => row.Kind == nameof(OperationKind.Write)).Select(row => new Case(row.Store, row.DistanceMs, row.ToDriver)),
            ratio => ratio <= MostToDriver);
        OperationResult[] renewals = [.. stores.Where(row => row.Kind == nameof(OperationKind.Renew) && row.Partitions == Renewal)];
        yield return Row(
            FormattableString.Invariant($"{Renewal} partitions are renewed {LeastOfOneRoundTrip} times as fast as by Microsoft's algorithm on Blob, where that takes one request"),
            renewals.Where(row => row.Store is Backends.Sqlite or Backends.Postgres or Backends.Redis).Select(row => new Case(row.Store, row.DistanceMs, row.RivalTo)),
            ratio => ratio >= LeastOfOneRoundTrip);
        yield return Row(
            FormattableString.Invariant($"on Blob itself, {LeastOfBlob} times as fast"),
            renewals.Where(row => row.Store == Backends.Blob).Select(row => new Case(row.Store, row.DistanceMs, row.RivalTo)),
            ratio => ratio >= LeastOfBlob);
        yield return ColdStart(result.Scenarios, "calls of the store", row => row.Calls);
        yield return ColdStart(result.Scenarios, "requests", row => row.RoundTrips ?? row.Calls);
        yield return Row(
            FormattableString.Invariant($"a checkpoint after every event, not awaited, leaves {LeastToNone} of the events that are read without checkpoints"),
            result.Throughput.Where(row => row.Policy == ReadingPolicy.Coalesced[0].Name).Select(row => new Case(row.Store, row.DistanceMs, row.ToNone)),
            ratio => ratio >= LeastToNone);
    }

    /// <remarks>Each of the rival's calls is one request.</remarks>
    private static string[]? ColdStart(IEnumerable<ScenarioResult> scenarios, string what, Func<ScenarioResult, double?> count)
    {
        ScenarioResult[] starts = [.. scenarios.Where(row => row.Calls is not null || row.RoundTrips is not null).Where(row => row.DistanceMs == 0)];
        return starts.FirstOrDefault(row => row.Role == Roles.Rival)?.RoundTrips is not { } rival
            ? null
            : Row(
                FormattableString.Invariant($"a cold start takes {MostOfColdStart} of the SDK's {rival:0.#} store calls, counted in {what}"),
                starts.Where(row => row.Role == Roles.Store).Select(row => new Case(row.Store, row.DistanceMs, count(row))),
                own => own <= MostOfColdStart * rival,
                Numbers.Show);
    }

    private static string[]? Row(string aim, IEnumerable<Case> cases, Predicate<double> isMet, Func<double?, string>? show = null)
    {
        Case[] all = [.. cases.Where(one => one.Figure is not null)];
        return all.Length == 0 ? null : [aim, Show(all.Where(one => isMet(one.Figure!.Value)), show), Show(all.Where(one => !isMet(one.Figure!.Value)), show)];
    }

    private static string Show(IEnumerable<Case> cases, Func<double?, string>? show) => string.Join(
        "; ",
        cases.GroupBy(one => one.DistanceMs).OrderBy(group => group.Key).Select(group =>
            (group.Key == 0 ? "loopback: " : FormattableString.Invariant($"{group.Key} ms: ")) + string.Join(", ", group.Select(one => $"{one.Store} {(show ?? Numbers.Ratio)(one.Figure)}"))));

    private readonly record struct Case(string Store, double DistanceMs, double? Figure);
}
