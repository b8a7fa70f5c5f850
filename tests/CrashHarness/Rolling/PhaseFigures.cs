using CrashHarness.Journals;

namespace CrashHarness.Rolling;

/// <summary>What one phase of a rolling deployment did to the events.</summary>
/// <param name="Name">The phase.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Processed">Events that were processed for the first time in it.</param>
/// <param name="Duplicates">Events that were processed again in it.</param>
/// <param name="LongestGap">The longest time in which a partition made no progress.</param>
/// <param name="Handovers">For each partition of each processor that stopped: from the signal to the next owner's first event.</param>
internal sealed record PhaseFigures(string Name, TimeSpan Duration, long Processed, long Duplicates, TimeSpan LongestGap, IReadOnlyList<TimeSpan> Handovers)
{
    public TimeSpan? MedianHandover => Handovers.Count == 0 ? null : Handovers.Order().ElementAt(Handovers.Count / 2);

    public TimeSpan? LongestHandover => Handovers.Count == 0 ? null : Handovers.Max();

    /// <param name="name">The phase.</param>
    /// <param name="begin">When it began.</param>
    /// <param name="end">When it ended.</param>
    /// <param name="entries">All that was ever processed.</param>
    /// <param name="stops">The processes that were asked to stop in it, and when.</param>
    public static PhaseFigures Of(string name, TimeSpan begin, TimeSpan end, IReadOnlyList<JournalEntry> entries, IReadOnlyList<(int Process, TimeSpan At)> stops)
    {
        HashSet<(string PartitionId, long SequenceNumber)> seen = [];
        Dictionary<string, TimeSpan> progress = [];
        long processed = 0;
        long duplicates = 0;
        TimeSpan longest = TimeSpan.Zero;
        foreach (JournalEntry entry in entries.OrderBy(entry => entry.Time))
        {
            bool isIn = entry.Time >= begin && entry.Time <= end;
            bool isNew = seen.Add((entry.PartitionId, entry.SequenceNumber));
            duplicates += isIn && !isNew ? 1 : 0;
            if (isNew)
            {
                processed += isIn ? 1 : 0;
                TimeSpan gap = entry.Time - progress.GetValueOrDefault(entry.PartitionId, entry.Time);
                longest = isIn && gap > longest ? gap : longest;
                progress[entry.PartitionId] = entry.Time;
            }
        }

        return new PhaseFigures(name, end - begin, processed, duplicates, longest, [.. stops.SelectMany(stop => HandoversOf(stop, entries))]);
    }

    private static IEnumerable<TimeSpan> HandoversOf((int Process, TimeSpan At) stop, IReadOnlyList<JournalEntry> entries)
    {
        foreach (IGrouping<string, JournalEntry> partition in entries.GroupBy(entry => entry.PartitionId))
        {
            // It owned the partition when it was asked to stop, if its was the last event before.
            JournalEntry[] before = [.. partition.Where(entry => entry.Time <= stop.At)];
            if (before.Length > 0 && before.MaxBy(entry => entry.Time).Process == stop.Process)
            {
                TimeSpan[] next = [.. partition.Where(entry => entry.Time > stop.At && entry.Process != stop.Process).Select(entry => entry.Time)];
                if (next.Length > 0)
                {
                    yield return next.Min() - stop.At;
                }
            }
        }
    }
}
