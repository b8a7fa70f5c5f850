using Compare.Contest;
using Compare.Results;

namespace Compare.Reports;

/// <summary>The tables of operations.</summary>
internal static class OperationTables
{
    /// <summary>Writes the ratios by operation, then all figures, then what the drivers do.</summary>
    public static void Write(Markdown text, IReadOnlyList<OperationResult> rows)
    {
        foreach (IGrouping<double, OperationResult> distance in rows.GroupBy(row => row.DistanceMs))
        {
            string where = distance.Key == 0 ? "loopback" : FormattableString.Invariant($"{distance.Key} ms away");
            text.Heading($"The store beside its bare driver, {where}");
            Ratios(text, [.. distance], row => row.ToDriver);
            if (distance.Any(row => row.RivalTo is not null))
            {
                text.Heading($"Microsoft's algorithm on Blob beside each store, {where}: how many times faster the store is");
                Ratios(text, [.. distance], row => row.RivalTo);
            }
        }

        text.Heading("All operations");
        text.Table(
            ["store", "operation", ">distance", "who", ">to driver", ">rival to it", ">median", ">p95", ">p99", ">samples", ">per second", ">round trips", ">allocated", ">processor time"],
            rows.Select(row => (IReadOnlyList<string>)
            [
                row.Store, row.Operation, Numbers.Time(row.DistanceMs), row.Role, Numbers.Ratio(row.ToDriver), Numbers.Ratio(row.RivalTo), Numbers.Time(row.Time.MedianMs), Numbers.Time(row.Time.P95Ms),
                Numbers.Time(row.Time.P99Ms), Numbers.Show(row.Time.Samples), Numbers.Show(row.PerSecond), Numbers.Show(row.RoundTrips), Numbers.Bytes(row.AllocatedBytes), Numbers.Time(row.CpuMs),
            ]));
        text.Heading("What the drivers do");
        text.Table(
            ["store", "operation", "request"],
            rows.Where(row => row.Request is not null).Select(row => (row.Store, row.Operation, row.Request)).Distinct().Select(row => (IReadOnlyList<string>)[row.Store, row.Operation, row.Request!]));
    }

    private static void Ratios(Markdown text, IReadOnlyList<OperationResult> rows, Func<OperationResult, double?> ratio)
    {
        OperationResult[] stores = [.. rows.Where(row => row.Role == Roles.Store)];
        string[] names = [.. stores.Where(row => ratio(row) is not null).Select(row => row.Store).Distinct()];
        text.Table(
            ["operation", .. names.Select(name => ">" + name)],
            stores.Select(row => row.Operation).Distinct().Select(operation => (IReadOnlyList<string>)
            [
                operation, .. names.Select(name => Numbers.Ratio(stores.FirstOrDefault(row => row.Store == name && row.Operation == operation) is { } row ? ratio(row) : null)),
            ]));
    }
}
