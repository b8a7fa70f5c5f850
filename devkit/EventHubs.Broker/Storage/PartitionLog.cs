using System.Runtime.InteropServices;
using Devkit.EventHubs.Broker.Messages;

namespace Devkit.EventHubs.Broker.Storage;

/// <summary>
/// The events of one partition, in order. Appending copies a batch once, into its delivered form; reading hands out slices
/// of it. Retention moves the beginning, and frees whole segments.
/// </summary>
internal sealed class PartitionLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Segment> _segments = [];
    private readonly SegmentBuffers _buffers;
    private readonly RetentionOptions _retention;
    private readonly TimeProvider _time;
    private readonly OffsetText _offsets;
    private readonly PartitionDirectory? _directory;
    private readonly List<int> _lengths = [];
    private TaskCompletionSource? _appended;
    private long _begin;
    private long _lastTime;

    /// <summary>Opens a log: empty in memory, or with what its directory holds.</summary>
    /// <exception cref="InvalidDataException">A file other than the newest is damaged.</exception>
    public PartitionLog(SegmentBuffers buffers, RetentionOptions retention, OffsetText offsets, TimeProvider time, PartitionDirectory? directory)
    {
        _buffers = buffers;
        _retention = retention;
        _offsets = offsets;
        _time = time;
        _directory = directory;
        if (directory is not null)
        {
            _begin = Math.Min(directory.Recover(buffers, _segments), Next);
            _lastTime = _segments is [.., { Count: > 0 } last] ? last.EnqueuedTimeOf(last.Count - 1) : 0;
        }
    }

    /// <summary>Memory that the segments hold.</summary>
    public long HeldBytes
    {
        get
        {
            lock (_gate)
            {
                return _segments.Sum(segment => (long)segment.Buffer.Length);
            }
        }
    }

    private long Next => _segments is [.., var last] ? last.NextSequenceNumber : 0;

    private long EndOffset => _segments is [.., var last] ? last.EndOffset : 0;

    /// <summary>Stores messages behind each other and wakes those who wait for them.</summary>
    /// <returns>Sequence number of the first.</returns>
    /// <exception cref="IOException">The disk refused; what is stored until then stays.</exception>
    public long Append(ReadOnlySpan<IncomingMessage> messages)
    {
        TaskCompletionSource? appended;
        long first;
        lock (_gate)
        {
            first = Next;
            _lastTime = Math.Max(_time.GetUtcNow().ToUnixTimeMilliseconds(), _lastTime);
            while (!messages.IsEmpty)
            {
                messages = messages[AppendToOneSegment(messages)..];
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
            if (sequenceNumber < Next)
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
            for (int i = _segments.Count - 1; i >= 0 && first < Next; i--)
            {
                if (_segments[i].FirstSequenceNumber <= first)
                {
                    _segments[i].AddLease();
                    lease = new LogLease(this, _segments[i], first);
                    return true;
                }
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
            Segment? last = _segments.FindLast(segment => segment.Count > 0);
            long lastOffset = last is null ? Math.Max(EndOffset - 1, -1) : last.OffsetOf(last.Count - 1);
            return new LogState(_begin, Next - 1, lastOffset, _lastTime, EndOffset - OffsetAt(_begin));
        }
    }

    /// <summary>Sequence number of the first event for which a position's condition holds.</summary>
    public long Resolve(LogPosition position)
    {
        lock (_gate)
        {
            ApplyRetention();
            return position.Kind switch
            {
                LogPositionKind.Latest => Next,
                LogPositionKind.SequenceNumber => Math.Max(_begin, position.Value),
                LogPositionKind.Offset => Math.Max(_begin, FindFirst((segment, index) => segment.OffsetOf(index) >= position.Value)),
                _ => Math.Max(_begin, FindFirst((segment, index) => segment.EnqueuedTimeOf(index) >= position.Value)),
            };
        }
    }

    /// <summary>Forgets the events before a sequence number, as if their retention time had passed.</summary>
    public void ExpireBefore(long sequenceNumber)
    {
        lock (_gate)
        {
            MoveBegin(Math.Min(sequenceNumber, Next));
            _directory?.SaveBegin(_begin);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _directory?.SaveBegin(_begin);
            _segments.ForEach(segment => segment.Close());
        }
    }

    private int AppendToOneSegment(ReadOnlySpan<IncomingMessage> messages)
    {
        Segment segment = SegmentFor(MaximumLength(messages[0]));
        int position = segment.Length;
        long sequenceNumber = segment.NextSequenceNumber;
        _lengths.Clear();
        foreach (ref readonly IncomingMessage message in messages)
        {
            Span<byte> room = segment.Buffer.AsSpan(position);
            if (room.Length < MaximumLength(message))
            {
                break;
            }

            int length = WriteRecord(room, message, sequenceNumber++, segment.BaseOffset + position);
            _lengths.Add(length);
            position += length;
        }

        segment.Commit(CollectionsMarshal.AsSpan(_lengths));
        return _lengths.Count;
    }

    private int WriteRecord(Span<byte> room, in IncomingMessage message, long sequenceNumber, long offset)
    {
        Span<byte> text = stackalloc byte[OffsetText.MaximumLength];
        int textLength = _offsets.Format(offset, text);
        Span<byte> target = room[LogRecord.PrefixLength..];
        message.Header.Span.CopyTo(target);
        int length = message.Header.Length;
        length += BrokerAnnotations.Write(target[length..], message, sequenceNumber, text[..textLength], _lastTime);
        message.Content.Span.CopyTo(target[length..]);
        length += message.Content.Length + LogRecord.PrefixLength;
        LogRecord.Seal(room[..length], sequenceNumber, _lastTime, message.Header.Length, withChecksum: _directory is not null);
        return length;
    }

    private static int MaximumLength(in IncomingMessage message) =>
        LogRecord.PrefixLength + BrokerAnnotations.MaximumLength + message.Header.Length + message.Annotations.Length
        + message.PartitionKey.Length + message.Content.Length;

    private Segment SegmentFor(int length)
    {
        if (_segments is [.., var last] && last.Buffer.Length - last.Length >= length)
        {
            return last;
        }

        var segment = new Segment(_buffers, length, Next, EndOffset, _directory?.CreateSegment(Next, EndOffset));
        _segments.Add(segment);
        return segment;
    }

    private void ApplyRetention()
    {
        long begin = _begin;
        if (_retention.MaximumCount is { } count)
        {
            begin = Math.Max(begin, Next - count);
        }

        if (EndOffset - OffsetAt(begin) > _retention.MaximumBytes)
        {
            long oldest = EndOffset - _retention.MaximumBytes;
            begin = Math.Max(begin, FindFirst((segment, index) => segment.OffsetOf(index) >= oldest));
        }

        if (begin < Next)
        {
            long oldest = (_time.GetUtcNow() - _retention.MaximumAge).ToUnixTimeMilliseconds();
            Segment holder = SegmentOf(begin);
            if (holder.EnqueuedTimeOf((int)(begin - holder.FirstSequenceNumber)) < oldest)
            {
                begin = Math.Max(begin, FindFirst((segment, index) => segment.EnqueuedTimeOf(index) >= oldest));
            }
        }

        MoveBegin(begin);
    }

    private void MoveBegin(long begin)
    {
        _begin = Math.Max(_begin, begin);
        int passed = 0;
        while (passed < _segments.Count - 1 && _segments[passed].NextSequenceNumber <= _begin)
        {
            _segments[passed++].Retire();
        }

        _segments.RemoveRange(0, passed);
    }

    private long OffsetAt(long sequenceNumber) =>
        sequenceNumber < Next ? SegmentOf(sequenceNumber) is var holder ? holder.OffsetOf((int)(sequenceNumber - holder.FirstSequenceNumber)) : 0 : EndOffset;

    private Segment SegmentOf(long sequenceNumber) => _segments.FindLast(segment => segment.FirstSequenceNumber <= sequenceNumber)!;

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
