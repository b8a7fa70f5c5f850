namespace Devkit.EventHubs.Broker.Storage;

/// <summary>A partition's segments, oldest first, and the ways to find an event in them. Not thread-safe.</summary>
internal sealed class SegmentList
{
    private readonly List<Segment> _segments = [];

    /// <summary>The segment that is written to, or null.</summary>
    public Segment? Last => _segments is [.., var last] ? last : null;

    /// <summary>Sequence number of the next event.</summary>
    public long Next => Last?.NextSequenceNumber ?? 0;

    /// <summary>Offset of the next event.</summary>
    public long EndOffset => Last?.EndOffset ?? 0;

    /// <summary>Offset of the newest event that is stored or was, -1 before the first.</summary>
    public long LastOffset =>
        _segments.FindLast(segment => segment.Count > 0) is { } last ? last.OffsetOf(last.Count - 1) : Math.Max(EndOffset - 1, -1);

    /// <summary>Memory that the segments hold.</summary>
    public long HeldBytes => _segments.Sum(segment => (long)segment.Buffer.Length);

    public void Add(Segment segment) => _segments.Add(segment);

    /// <summary>The segment that holds an event, which has to be there.</summary>
    public Segment Holding(long sequenceNumber) => _segments.FindLast(segment => segment.FirstSequenceNumber <= sequenceNumber)!;

    /// <summary>Where an event begins; for the next event, where it will.</summary>
    public long OffsetOf(long sequenceNumber)
    {
        if (sequenceNumber >= Next)
        {
            return EndOffset;
        }

        Segment holder = Holding(sequenceNumber);
        return holder.OffsetOf((int)(sequenceNumber - holder.FirstSequenceNumber));
    }

    /// <summary>When an event came, which has to be there.</summary>
    public long EnqueuedTimeOf(long sequenceNumber)
    {
        Segment holder = Holding(sequenceNumber);
        return holder.EnqueuedTimeOf((int)(sequenceNumber - holder.FirstSequenceNumber));
    }

    /// <summary>Sequence number of the first event with at least this offset.</summary>
    public long FindOffset(long offset) => FindFirst((segment, index) => segment.OffsetOf(index) >= offset);

    /// <summary>Sequence number of the first event that came at this time or later.</summary>
    public long FindEnqueuedTime(long time) => FindFirst((segment, index) => segment.EnqueuedTimeOf(index) >= time);

    /// <summary>Retires the segments whose events are all before a sequence number. The one that is written to stays.</summary>
    public void RetireBefore(long sequenceNumber)
    {
        int passed = 0;
        while (passed < _segments.Count - 1 && _segments[passed].NextSequenceNumber <= sequenceNumber)
        {
            _segments[passed++].Retire();
        }

        _segments.RemoveRange(0, passed);
    }

    public void Close() => _segments.ForEach(segment => segment.Close());

    /// <summary>Sequence number of the first event for which the predicate holds, which holds for all later ones too.</summary>
    private long FindFirst(Func<Segment, int, bool> predicate)
    {
        foreach (Segment segment in _segments)
        {
            if (segment.Count == 0 || !predicate(segment, segment.Count - 1))
            {
                continue;
            }

            int low = 0, high = segment.Count - 1;
            while (low < high)
            {
                int middle = (low + high) / 2;
                (low, high) = predicate(segment, middle) ? (low, middle) : (middle + 1, high);
            }

            return segment.FirstSequenceNumber + low;
        }

        return Next;
    }
}
