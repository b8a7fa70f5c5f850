namespace CrashHarness.Oracle;

/// <summary>Every event is processed at least once, and after a rewind once more from there on.</summary>
internal static class ProcessedRule
{
    public const string Name = "every event is processed";

    public static IEnumerable<Violation> Check(PartitionHistory history) => Lost(history).Select(lost =>
    {
        string since = lost.Segment == 0 ? "" : $" since the rewind to {history.StartOf(lost.Segment)} (epoch {history.Rewinds[lost.Segment - 1].Epoch})";
        return new Violation(Name, history.PartitionId, $"{lost.Missing.Length} of {history.Last + 1} were never processed{since}, the first is {lost.Missing[0]}");
    });

    public static long CountLost(PartitionHistory history) => Lost(history).Sum(lost => lost.Missing.Length);

    private static IEnumerable<(int Segment, long[] Missing)> Lost(PartitionHistory history)
    {
        for (int segment = 0; segment <= history.Rewinds.Count; segment++)
        {
            // What lies behind the position of the next rewind is that one's business.
            long through = segment == history.Rewinds.Count ? history.Last : history.StartOf(segment + 1);
            if (!history.IsCovered(segment, through, TimeSpan.MaxValue))
            {
                yield return (segment, [.. history.Missing(segment, through, TimeSpan.MaxValue)]);
            }
        }
    }
}
