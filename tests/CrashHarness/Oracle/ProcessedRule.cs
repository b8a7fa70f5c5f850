namespace CrashHarness.Oracle;

/// <summary>Every event is processed at least once, and after a rewind once more from there on.</summary>
internal static class ProcessedRule
{
    public const string Name = "every event is processed";

    public static IEnumerable<Violation> Check(PartitionHistory history)
    {
        for (int segment = 0; segment <= history.Rewinds.Count; segment++)
        {
            // What lay behind the next rewind's position is that one's business.
            long through = segment == history.Rewinds.Count ? history.Last : history.StartOf(segment + 1);
            long[] missing = [.. history.Missing(segment, through, TimeSpan.MaxValue)];
            if (missing.Length > 0)
            {
                string since = segment == 0 ? "" : $" since the rewind to {history.StartOf(segment)} (epoch {history.Rewinds[segment - 1].Epoch})";
                yield return new Violation(Name, history.PartitionId, $"{missing.Length} of {through + 1} were never processed{since}, the first is {missing[0]}");
            }
        }
    }
}
