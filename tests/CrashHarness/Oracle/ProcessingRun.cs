using CrashHarness.Journals;

namespace CrashHarness.Oracle;

/// <summary>Events that one process handled one after the other under one epoch, without going back: what it did between one look at the checkpoint and the next.</summary>
/// <param name="Process">The process.</param>
/// <param name="Identifier">Its identifier.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Segment">How many rewinds came before it.</param>
/// <param name="Start">When its first event was handled.</param>
/// <param name="SequenceNumbers">The events.</param>
internal sealed record ProcessingRun(int Process, string Identifier, long Epoch, int Segment, TimeSpan Start, IReadOnlyList<long> SequenceNumbers)
{
    /// <summary>Finds the runs of a partition.</summary>
    public static IEnumerable<ProcessingRun> Find(PartitionHistory history)
    {
        foreach (IGrouping<int, JournalEntry> journal in history.Entries.GroupBy(entry => entry.Process))
        {
            List<long> numbers = [];
            JournalEntry first = default;
            foreach (JournalEntry entry in journal)
            {
                if (numbers.Count > 0 && (entry.Epoch != first.Epoch || entry.SequenceNumber <= numbers[^1]))
                {
                    yield return Make(history, first, numbers);
                    numbers = [];
                }

                first = numbers.Count == 0 ? entry : first;
                numbers.Add(entry.SequenceNumber);
            }

            if (numbers.Count > 0)
            {
                yield return Make(history, first, numbers);
            }
        }
    }

    private static ProcessingRun Make(PartitionHistory history, JournalEntry first, List<long> numbers) =>
        new(first.Process, first.Identifier, first.Epoch, history.SegmentOf(first), first.Time, numbers);
}
