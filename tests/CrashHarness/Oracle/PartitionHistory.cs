using Checkpointing;
using CrashHarness.Journals;

namespace CrashHarness.Oracle;

/// <summary>
/// What is known about one partition. Rewinds cut it into segments, counted from 0: after a rewind everything behind its position has to be processed again, and only what
/// was processed after it counts for the checkpoints that follow.
/// </summary>
internal sealed class PartitionHistory(
    Evidence evidence, string partitionId, long last, IReadOnlyList<JournalEntry> entries, IReadOnlyList<Rewind> rewinds, IReadOnlyList<Sighting> sightings)
{
    private static readonly TimeSpan Never = TimeSpan.MaxValue;

    private readonly Dictionary<int, TimeSpan?[]> _firstTimes = [];
    private readonly Dictionary<int, TimeSpan[]> _coveredTimes = [];

    public Evidence Evidence => evidence;

    public string PartitionId => partitionId;

    public long Last => last;

    /// <summary>In the order of each process's journal.</summary>
    public IReadOnlyList<JournalEntry> Entries => entries;

    public IReadOnlyList<Rewind> Rewinds => rewinds;

    public IReadOnlyList<Sighting> Sightings => sightings;

    /// <summary>The position at which a segment begins.</summary>
    public long StartOf(int segment) => segment == 0 ? -1 : rewinds[segment - 1].Position;

    public int SegmentOf(JournalEntry entry) =>
        rewinds.Count(rewind => evidence.EpochsAreShared ? rewind.Epoch <= entry.Epoch : rewind.Begin <= entry.Time);

    /// <summary>The segment that a checkpoint belongs to. Without shared epochs nothing tells, and the first one asks for the least.</summary>
    public int SegmentOf(Checkpoint checkpoint) => evidence.EpochsAreShared ? rewinds.Count(rewind => rewind.Epoch <= checkpoint.Epoch) : 0;

    /// <summary>Whether all events of a segment up to and including one were processed by a moment.</summary>
    public bool IsCovered(int segment, long through, TimeSpan by) =>
        through <= StartOf(segment) || (through <= last && CoveredTimes(segment)[through] is var time && time <= by && time < Never);

    /// <summary>The events of a segment that nobody has processed by a moment, up to and including one.</summary>
    public IEnumerable<long> Missing(int segment, long through, TimeSpan by)
    {
        TimeSpan?[] times = FirstTimes(segment);
        for (long number = StartOf(segment) + 1; number <= through; number++)
        {
            if (number >= times.Length || times[number] is not { } time || time > by)
            {
                yield return number;
            }
        }
    }

    /// <summary>When each event and all before it in a segment were processed.</summary>
    private TimeSpan[] CoveredTimes(int segment)
    {
        if (_coveredTimes.TryGetValue(segment, out TimeSpan[]? covered))
        {
            return covered;
        }

        covered = new TimeSpan[last + 1];
        TimeSpan?[] times = FirstTimes(segment);
        TimeSpan latest = TimeSpan.MinValue;
        for (long number = StartOf(segment) + 1; number <= last; number++)
        {
            TimeSpan time = times[number] ?? Never;
            covered[number] = latest = time > latest ? time : latest;
        }

        return _coveredTimes[segment] = covered;
    }

    /// <summary>When each event was first processed in a segment; where nothing tells segments apart, at all.</summary>
    private TimeSpan?[] FirstTimes(int segment)
    {
        if (_firstTimes.TryGetValue(segment, out TimeSpan?[]? times))
        {
            return times;
        }

        times = new TimeSpan?[last + 1];
        foreach (JournalEntry entry in entries)
        {
            if (SegmentOf(entry) >= segment && entry.SequenceNumber <= last && !(times[entry.SequenceNumber] <= entry.Time))
            {
                times[entry.SequenceNumber] = entry.Time;
            }
        }

        return _firstTimes[segment] = times;
    }
}
