using Checkpointing.Writing;

namespace Checkpointing.Tracking;

/// <summary>
/// Knows, for one partition and one owner's session with it, which events have begun, how far they are finished without a gap,
/// and how much of that is not yet covered by a checkpoint.
/// </summary>
/// <remarks>
/// <para>Three marks move forwards only: <em>finished</em> (the end of the contiguous run), <em>taken</em> (given to the writer) and
/// <em>stored</em> (confirmed by the store). Events may finish in any order; the run ends before the first one that has not.</para>
/// <para>An event that is delivered again (a lower sequence number than before) is tracked like any other and never moves a position backwards.</para>
/// <para>Safe for concurrent use. Nothing is allocated per event once the ring has grown to the number of events that are in flight at once.</para>
/// </remarks>
public sealed class CheckpointTracker : ICheckpointSource
{
    private const int InitialCapacity = 64;

    private readonly Lock _lock = new();
    private readonly TimeProvider _timeProvider;
    private Entry[] _ring = new Entry[InitialCapacity];
    private long _begun;
    private long _finished;
    private long _taken;
    private long _stored;
    private long _sequenceNumber = long.MinValue;
    private string? _offset;
    private long _highestBegun = long.MinValue;
    private long _highestTaken = long.MinValue;
    private long _untakenSince;

    /// <summary>Makes a tracker without events.</summary>
    /// <param name="timeProvider">The clock for <see cref="UntakenAge"/>.</param>
    public CheckpointTracker(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        _timeProvider = timeProvider;
    }

    /// <summary>How many events have begun and are not yet part of the contiguous run of finished ones.</summary>
    public long InFlight
    {
        get
        {
            lock (_lock)
            {
                return _begun - _finished;
            }
        }
    }

    /// <summary>The end of the contiguous run of finished events: where a checkpoint could stand at this moment. Ordinal 0 if there is none.</summary>
    public ProcessedPosition Finished
    {
        get
        {
            lock (_lock)
            {
                return new ProcessedPosition(_sequenceNumber, _offset, _finished);
            }
        }
    }

    /// <summary>How many events of the contiguous run no taken position covers.</summary>
    public long Untaken
    {
        get
        {
            lock (_lock)
            {
                return _finished - _taken;
            }
        }
    }

    /// <summary>How many events have begun and are not covered by a stored checkpoint: what a crash at this moment would replay.</summary>
    public long Uncovered
    {
        get
        {
            lock (_lock)
            {
                return _begun - _stored;
            }
        }
    }

    /// <summary>How long ago the first event that no taken position covers was finished; null if there is none.</summary>
    public TimeSpan? UntakenAge
    {
        get
        {
            lock (_lock)
            {
                return _finished == _taken ? null : _timeProvider.GetElapsedTime(_untakenSince);
            }
        }
    }

    /// <summary>Notes that the processing of an event begins.</summary>
    /// <param name="sequenceNumber">The event's sequence number; 0 or greater.</param>
    /// <param name="offset">The event's offset, or null when unknown.</param>
    /// <returns>The event's ordinal, for <see cref="Complete"/>.</returns>
    public long Begin(long sequenceNumber, string? offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequenceNumber);
        lock (_lock)
        {
            if (_begun - _finished == _ring.Length)
            {
                Grow();
            }

            long ordinal = ++_begun;
            _highestBegun = Math.Max(_highestBegun, sequenceNumber);
            _ring[Slot(ordinal)] = new Entry { SequenceNumber = sequenceNumber, Offset = offset };
            return ordinal;
        }
    }

    /// <summary>Notes that one event is finished.</summary>
    /// <param name="ordinal">What <see cref="Begin"/> returned for it. Repeating it changes nothing.</param>
    /// <returns>Whether the contiguous run grew.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No event with this ordinal has begun.</exception>
    public bool Complete(long ordinal)
    {
        lock (_lock)
        {
            if (ordinal < 1 || ordinal > _begun)
            {
                throw new ArgumentOutOfRangeException(nameof(ordinal), ordinal, $"Only events 1 to {_begun} have begun.");
            }

            if (ordinal > _finished)
            {
                _ring[Slot(ordinal)].IsFinished = true;
            }

            return Advance();
        }
    }

    /// <summary>Notes that all events that began, up to and including a sequence number, are finished.</summary>
    /// <param name="sequenceNumber">The sequence number of the last finished event.</param>
    /// <returns>Whether the contiguous run grew.</returns>
    public bool CompleteThrough(long sequenceNumber)
    {
        lock (_lock)
        {
            return FinishThrough(sequenceNumber);
        }
    }

    /// <summary>Takes the end of the contiguous run for a checkpoint.</summary>
    /// <param name="position">The position.</param>
    /// <returns>False if nothing finished since a position was last taken.</returns>
    public bool TryTake(out ProcessedPosition position)
    {
        lock (_lock)
        {
            bool isAhead = _finished > _taken;
            position = new ProcessedPosition(_sequenceNumber, _offset, _finished);
            _taken = _finished;
            _highestTaken = _sequenceNumber;
            return isAhead;
        }
    }

    /// <summary>Takes an earlier position than the end of the run, as somebody does who decides about checkpoints alone.</summary>
    /// <param name="sequenceNumber">The sequence number of an event of this session; events up to it count as finished from now on.</param>
    /// <param name="offset">The offset of the same event, or null when unknown.</param>
    /// <param name="position">The position. Its ordinal is exact at the end of the run, and before that the least that it can be.</param>
    /// <returns>False if a position at or after it was taken before.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No event with this or a greater sequence number has begun: a checkpoint there could skip events.</exception>
    public bool TryTakeThrough(long sequenceNumber, string? offset, out ProcessedPosition position)
    {
        lock (_lock)
        {
            CheckBegun(sequenceNumber);
            FinishThrough(sequenceNumber);

            // Sequence numbers may have gaps, ordinals have none: going back by the difference of the former goes back too far at worst,
            // which over-estimates what is uncovered and never promises too much.
            long behind = Math.Max(0, _sequenceNumber - sequenceNumber);
            position = new ProcessedPosition(sequenceNumber, offset, Math.Max(_taken, _finished - behind));
            if (sequenceNumber <= _highestTaken)
            {
                return false;
            }

            _taken = position.Ordinal;
            _highestTaken = sequenceNumber;
            return true;
        }
    }

    /// <summary>Checks that a position does not lie beyond the events that have begun.</summary>
    /// <param name="sequenceNumber">The sequence number.</param>
    /// <exception cref="ArgumentOutOfRangeException">No event with this or a greater sequence number has begun: a checkpoint there could skip events.</exception>
    public void ThrowIfBeyond(long sequenceNumber)
    {
        lock (_lock)
        {
            CheckBegun(sequenceNumber);
        }
    }

    /// <summary>Notes that the store holds a position.</summary>
    /// <param name="position">A position that was taken.</param>
    public void MarkStored(in ProcessedPosition position)
    {
        lock (_lock)
        {
            _stored = Math.Max(_stored, position.Ordinal);
        }
    }

    private int Slot(long ordinal) => (int)(ordinal & (_ring.Length - 1));

    private void CheckBegun(long sequenceNumber)
    {
        if (sequenceNumber > _highestBegun)
        {
            throw new ArgumentOutOfRangeException(
                nameof(sequenceNumber),
                sequenceNumber,
                _begun == 0 ? "No event was handed out yet." : $"The last event that was handed out is {_highestBegun}.");
        }
    }

    private bool FinishThrough(long sequenceNumber)
    {
        for (long ordinal = _finished + 1; ordinal <= _begun && _ring[Slot(ordinal)].SequenceNumber <= sequenceNumber; ordinal++)
        {
            _ring[Slot(ordinal)].IsFinished = true;
        }

        return Advance();
    }

    private bool Advance()
    {
        long before = _finished;
        while (_finished < _begun)
        {
            ref Entry next = ref _ring[Slot(_finished + 1)];
            if (!next.IsFinished)
            {
                break;
            }

            _finished++;
            if (next.SequenceNumber > _sequenceNumber)
            {
                _sequenceNumber = next.SequenceNumber;
                _offset = next.Offset;
            }
        }

        if (before == _taken && _finished > before)
        {
            _untakenSince = _timeProvider.GetTimestamp();
        }

        return _finished > before;
    }

    private void Grow()
    {
        var larger = new Entry[_ring.Length * 2];
        for (long ordinal = _finished + 1; ordinal <= _begun; ordinal++)
        {
            larger[(int)(ordinal & (larger.Length - 1))] = _ring[Slot(ordinal)];
        }

        _ring = larger;
    }

    private struct Entry
    {
        public long SequenceNumber;
        public string? Offset;
        public bool IsFinished;
    }
}
