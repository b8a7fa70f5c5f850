namespace Devkit.EventHubs.Broker.Storage;

/// <summary>
/// Stored events in a row, readable without a lock until the lease is disposed. Dispose it once, and keep no memory of its
/// records behind that: their buffer is used again when retention has passed it.
/// </summary>
internal readonly struct LogLease : IDisposable
{
    private readonly PartitionLog _log;
    private readonly Segment _segment;
    private readonly int[] _positions;
    private readonly int _length;
    private readonly int _count;

    public LogLease(PartitionLog log, Segment segment, long first)
    {
        _log = log;
        _segment = segment;
        _positions = segment.Positions;
        _length = segment.Length;
        _count = segment.Count;
        First = first;
    }

    /// <summary>Sequence number of the first event.</summary>
    public long First { get; }

    /// <summary>Sequence number behind the last event.</summary>
    public long End => _segment.FirstSequenceNumber + _count;

    /// <summary>The event with a sequence number from <see cref="First"/> up to <see cref="End"/>.</summary>
    public LogRecord this[long sequenceNumber]
    {
        get
        {
            int index = (int)(sequenceNumber - _segment.FirstSequenceNumber);
            int start = _positions[index];
            int end = index + 1 < _count ? _positions[index + 1] : _length;
            return LogRecord.Read(_segment.Buffer.AsMemory(start, end - start));
        }
    }

    /// <summary>The offset of an event, as a number.</summary>
    public long OffsetOf(long sequenceNumber) => _segment.BaseOffset + _positions[(int)(sequenceNumber - _segment.FirstSequenceNumber)];

    public void Dispose() => _log.Release(_segment);
}
