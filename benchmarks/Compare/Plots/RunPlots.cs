using Compare.Contest;
using Compare.Reading;
using Compare.Reports;
using Compare.Results;
using Harness.Servers;

namespace Compare.Plots;

/// <summary>The plots of a run, as far as it has their figures.</summary>
internal static class RunPlots
{
    private const string Rival = "Microsoft's algorithm";
    private const int RivalColor = 6;

    /// <summary>Draws them.</summary>
    public static IEnumerable<(string File, string Title, string Svg)> Make(RunResult result)
    {
        List<(string, string, string)> plots = [];
        Add("write.svg", "Writing a checkpoint", Write(result.Operations, Emulator(result.Head)));
        Add("renewal.svg", "Renewing all partitions of a processor", Renewal(result.Operations, Emulator(result.Head)));
        Add("distance.svg", "Distance", Distance(result.Operations, Emulator(result.Head)));
        Add("cold-start.svg", "Cold start", ColdStarts(result.Scenarios));
        foreach (double distance in result.Throughput.Select(row => row.DistanceMs).Distinct())
        {
            string file = distance == 0 ? "throughput.svg" : FormattableString.Invariant($"throughput-{distance}ms.svg");
            Add(file, "Throughput of a processor", Throughput(result.Throughput, distance));
        }

        return plots;

        void Add(string file, string title, string? svg)
        {
            if (svg is not null)
            {
                plots.Add((file, title, svg));
            }
        }
    }

    private static int ColorOf(string store) => Backends.Names.Index().First(pair => pair.Item == store).Index;

    /// <summary>Whoever sees the plot alone has to know that the service is another one than it says.</summary>
    private static string Emulator(RunHead head) =>
        head.Servers.TryGetValue(Backends.Blob, out string? server) && server.Contains("Azurite", StringComparison.Ordinal) ? "; Blob is Azurite, an emulator" : "";

    private static string Milliseconds(double value) => Numbers.Time(value);

    private static string? Write(IEnumerable<OperationResult> operations, string emulator)
    {
        string[] roles = [Roles.Store, Roles.Driver, Roles.Rival];
        OperationResult[] rows = [.. operations.Where(row => row.Kind == nameof(OperationKind.Write) && row.DistanceMs == 0)];
        BarPlot plot = new("Writing one checkpoint", "median over loopback, logarithmic; the bare driver is the limit" + emulator, Milliseconds);
        foreach (IGrouping<string, OperationResult> store in rows.GroupBy(row => row.Store))
        {
            plot.Add(store.Key, store.Select(row => (row.Time.MedianMs, Array.IndexOf(roles, row.Role))));
        }

        return rows.Length == 0 ? null : plot.Draw([("store", 1), ("bare driver", 7), (Rival, RivalColor)]);
    }

    private static string? Renewal(IEnumerable<OperationResult> operations, string emulator)
    {
        OperationResult[] rows = [.. operations.Where(row => row.Kind == nameof(OperationKind.Renew) && row.DistanceMs == 0 && row.Role != Roles.Driver)];
        int[] sizes = [.. rows.Select(row => row.Partitions).Distinct().Order()];
        return Lines(
            new LinePlot("Renewing all partitions of a processor", "median over loopback, logarithmic, by number of partitions" + emulator, Milliseconds),
            rows,
            row => Array.IndexOf(sizes, row.Partitions),
            [.. sizes.Select(size => FormattableString.Invariant($"{size}"))]);
    }

    private static string? Distance(IEnumerable<OperationResult> operations, string emulator)
    {
        OperationResult[] all = [.. operations.Where(row => row.Kind == nameof(OperationKind.Renew) && row.Role != Roles.Driver)];
        int partitions = all.Where(row => row.DistanceMs > 0).Select(row => row.Partitions).DefaultIfEmpty(0).Max();
        OperationResult[] rows = [.. all.Where(row => row.Partitions == partitions)];
        double[] distances = [.. rows.Select(row => row.DistanceMs).Distinct().Order()];
        return Lines(
            new LinePlot(
                FormattableString.Invariant($"Renewing {partitions} partitions from farther away"), "median, logarithmic, by added round-trip time to the store's server" + emulator, Milliseconds),
            [.. rows.Where(row => rows.Count(other => other.Store == row.Store && other.Role == row.Role) > 1)],
            row => Array.IndexOf(distances, row.DistanceMs),
            [.. distances.Select(distance => FormattableString.Invariant($"{distance} ms"))]);
    }

    private static string? Lines(LinePlot plot, OperationResult[] rows, Func<OperationResult, int> place, string[] places)
    {
        if (places.Length < 2 || rows.Length == 0)
        {
            return null;
        }

        foreach (IGrouping<(string Store, string Role), OperationResult> line in rows.GroupBy(row => (row.Store, row.Role)))
        {
            bool isRival = line.Key.Role == Roles.Rival;
            plot.Add(isRival ? Rival : line.Key.Store, isRival ? RivalColor : ColorOf(line.Key.Store), isRival, line.Select(row => (place(row), row.Time.MedianMs)));
        }

        return plot.Draw(places);
    }

    private static string? ColdStarts(IEnumerable<ScenarioResult> scenarios)
    {
        ScenarioResult[] rows = [.. scenarios.Where(row => row.Calls is not null || row.RoundTrips is not null).Where(row => row.DistanceMs == 0)];
        BarPlot plot = new("One processor starts on 32 partitions", "requests to the store until each partition has its first event", value => Numbers.Show(value), isLinear: true);
        foreach (IGrouping<string, ScenarioResult> store in rows.GroupBy(row => row.Store))
        {
            plot.Add(store.Key, store.Select(row => (row.RoundTrips ?? row.Calls!.Value, row.Role == Roles.Rival ? 1 : 0)));
        }

        return rows.Length == 0 ? null : plot.Draw([("our processor", 1), ("the SDK's processor, " + Rival, RivalColor)]);
    }

    private static string? Throughput(IEnumerable<ThroughputResult> throughput, double distance)
    {
        string[] policies = [.. ReadingPolicy.All.Select(policy => policy.Name)];
        BarPlot plot = new(
            distance == 0 ? "Events per second through one processor, store on loopback" : FormattableString.Invariant($"Events per second through one processor, store {distance} ms away"),
            "by when a checkpoint is written; handlers do nothing, so that all else is overhead",
            value => Numbers.Show(value),
            isLinear: true);
        foreach (IGrouping<string, ThroughputResult> store in throughput.Where(row => row.DistanceMs == distance && row.EventsPerSecond > 0).GroupBy(row => row.Store))
        {
            plot.Add(store.Key, store.Select(row => (row.EventsPerSecond, Array.IndexOf(policies, row.Policy))));
        }

        return plot.Draw([.. policies.Index().Select(pair => (pair.Item, pair.Index == 0 ? 7 : pair.Index))]);
    }
}
