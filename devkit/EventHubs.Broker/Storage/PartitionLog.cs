using Devkit.EventHubs.Broker.Messages;

namespace Devkit.EventHubs.Broker.Storage;

/// <summary>
/// The events of one partition, in order. Appending copies a batch once, into its delivered form; reading hands out slices
/// of it. Retention moves the beginning, and frees whole segments.
/// </summary>
internal sealed class PartitionLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SegmentList _segments = new();
    private readonly SegmentBuffers _buffers;
    private readonly RetentionOptions _retention;
    private readonly TimeProvider _time;
    private readonly RecordWriter _writer;
    private readonly PartitionDirectory? _directory;
    private TaskCompletionSource? _appended;
    private long _begin;
    private long _lastTime;

    /// <summary>Opens a log: empty in memory, or with what its directory holds.</summary>
    /// <exception cref="InvalidDataException">A file other than the newest is damaged.</exception>
    public PartitionLog(SegmentBuffers buffers, RetentionOptions retention, OffsetText offsets, TimeProvider time, PartitionDirectory? directory)
    {
        _buffers = buffers;
        _retention = retention;
        _writer = new RecordWriter(offsets, withChecksum: directory is not null);
        _time = time;
        _directory = directory;
        if (directory is not null)
        {
            _begin = Math.Min(directory.Recover(buffers, _segments), _segments.Next);
            _lastTime = _segments.Last is { Count: > 0 } last ? last.EnqueuedTimeOf(last.Count - 1) : 0;
        }
    }

    /// <summary>Memory that the segments hold.</summary>
    public long HeldBytes
    {
        get
        {
            lock (_gate)
            {
                return _segments.HeldBytes;
            }
        }
    }

    /// <summary>Stores messages behind each other and wakes those who wait for them.</summary>
    /// <returns>Sequence number of the first.</returns>
    /// <exception cref="IOException">The disk refused; what is stored until then stays.</exception>
    public long Append(ReadOnlySpan<IncomingMessage> messages)
    {
        TaskCompletionSource? appended;
        long first;
        lock (_gate)
        {
            first = _segments.Next;
            _lastTime = Math.Max(_time.GetUtcNow().ToUnixTimeMilliseconds(), _lastTime);
            while (!messages.IsEmpty)
            {
                Segment segment = SegmentFor(RecordWriter.MaximumLength(messages[0]));
                messages = messages[_writer.Append(segment, messages, _lastTime)..];
            }

            ApplyRetention();
            (appended, _appended) = (_appended, null);
        }

        appended?.SetResult();
        return first;
    }

    /// <summary>Ends when an event with this sequence number, or a later one, is stored.</summary>
    public Task WaitForAsync(long sequenceNumber, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (sequenceNumber < _segments.Next)
            {
                return Task.CompletedTask;
            }

            _appended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _appended.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Leases events from a sequence number on, or from the beginning where that has moved past it.</summary>
    /// <returns>False where nothing is stored there yet.</returns>
    public bool TryLease(long sequenceNumber, out LogLease lease)
    {
        lock (_gate)
        {
            long first = Math.Max(sequenceNumber, _begin);
            if (first < _segments.Next)
            {
                Segment segment = _segments.Holding(first);
                segment.AddLease();
                lease = new LogLease(this, segment, first);
                return true;
            }
        }

        lease = default;
        return false;
    }

    public void Release(Segment segment)
    {
        lock (_gate)
        {
            segment.ReleaseLease();
        }
    }

    /// <summary>The log as it is now, after retention.</summary>
    public LogState GetState()
    {
        lock (_gate)
        {
            ApplyRetention();
            long size = _segments.EndOffset - _segments.OffsetOf(_begin);
            return new LogState(_begin, _segments.Next - 1, _segments.LastOffset, _lastTime, size);
        }
    }

    /// <summary>Sequence number of the first event for which a position's condition holds.</summary>
    public long Resolve(LogPosition position)
    {
        lock (_gate)
        {
            ApplyRetention();
            return Math.Max(_begin, position.Kind switch
            {
                LogPositionKind.Latest => _segments.Next,
                LogPositionKind.SequenceNumber => position.Value,
                LogPositionKind.Offset => _segments.FindOffset(position.Value),
                _ => _segments.FindEnqueuedTime(position.Value),
            });
        }
    }

    /// <summary>Forgets the events before a sequence number, as if their retention time had passed.</summary>
    public void ExpireBefore(long sequenceNumber)
    {
        lock (_gate)
        {
            MoveBegin(Math.Min(sequenceNumber, _segments.Next));
            _directory?.SaveBegin(_begin);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _directory?.SaveBegin(_begin);
            _segments.Close();
        }
    }

    private Segment SegmentFor(int length)
    {
        if (_segments.Last is { } last && last.Buffer.Length - last.Length >= length)
        {
            return last;
        }

        (long first, long offset) = (_segments.Next, _segments.EndOffset);
        var segment = new Segment(_buffers, length, first, offset, _directory?.CreateSegment(first, offset));
        _segments.Add(segment);
        return segment;
    }

    private void ApplyRetention()
    {
        long begin = _begin;
        if (_retention.MaximumCount is { } count)
        {
            begin = Math.Max(begin, _segments.Next - count);
        }

        long oldestOffset = _segments.EndOffset - _retention.MaximumBytes;
        if (_segments.OffsetOf(begin) < oldestOffset)
        {
            begin = _segments.FindOffset(oldestOffset);
        }

        long oldestTime = (_time.GetUtcNow() - _retention.MaximumAge).ToUnixTimeMilliseconds();
        if (begin < _segments.Next && _segments.EnqueuedTimeOf(begin) < oldestTime)
        {
            begin = Math.Max(begin, _segments.FindEnqueuedTime(oldestTime));
        }

        MoveBegin(begin);
    }

    private void MoveBegin(long begin)
    {
        _begin = Math.Max(_begin, begin);
        _segments.RetireBefore(_begin);
    }
}
