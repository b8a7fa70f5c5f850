using Compare.Contest;

namespace Compare.Results;

/// <summary>Adds what only the whole run knows.</summary>
internal static class Completion
{
    /// <summary>
    /// The same results, with the ratio to the rival, which is measured on Blob only, where the run has one at the same distance; and with the round trips that were counted at another distance.
    /// </summary>
    public static List<OperationResult> Complete(IReadOnlyList<OperationResult> results)
    {
        Dictionary<(string, double), double> rival = results.Where(row => row.Role == Roles.Rival).ToDictionary(row => (row.Operation, row.DistanceMs), row => row.Time.MedianMs);
        Dictionary<(string, string, string), double> turns = results.Where(row => row.RoundTrips is not null)
            .GroupBy(row => (row.Store, row.Operation, row.Role)).ToDictionary(group => group.Key, group => group.First().RoundTrips!.Value);
        return
        [
            .. results.Select(row => row.RoundTrips is null && turns.TryGetValue((row.Store, row.Operation, row.Role), out double count) ? row with { RoundTrips = count } : row).Select(row => row.Role == Roles.Store && rival.TryGetValue((row.Operation, row.DistanceMs), out double median)
                ? row with { RivalTo = median / row.Time.MedianMs }
                : row),
        ];
    }
}
