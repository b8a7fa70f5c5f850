using Checkpointing.Tracking;

namespace Checkpointing.Writing;

/// <summary>
/// Takes the checkpoints of one partition, processed under one epoch, for a <see cref="CheckpointWriter"/>. The newest position wins:
/// while a write is under way, later ones merge into one. Safe for concurrent use.
/// </summary>
public sealed class PartitionCheckpoints
{
    private readonly Lock _lock = new();
    private readonly CheckpointWriter _writer;
    private readonly ICheckpointWriteObserver? _observer;
    private readonly ICheckpointSource? _source;
    private readonly FlushWaiters _waiters = new();
    private State _state;
    private ProcessedPosition _posted = new(long.MinValue, null, 0);
    private ProcessedPosition _writing;
    private long _settled = long.MinValue;
    private CheckpointOutcome _outcome = CheckpointOutcome.Stale;
    private int _failures;
    private ITimer? _retry;
    private volatile bool _isRequested;

    internal PartitionCheckpoints(CheckpointWriter writer, string partitionId, long epoch, ICheckpointWriteObserver? observer, ICheckpointSource? source)
    {
        _writer = writer;
        _observer = observer;
        _source = source;
        PartitionId = partitionId;
        Epoch = epoch;
    }

    private enum State
    {
        Idle,
        Queued,
        Writing,
        Pausing,
        Closed,
    }

    /// <summary>The partition.</summary>
    public string PartitionId { get; }

    /// <summary>The epoch that all writes carry.</summary>
    public long Epoch { get; }

    /// <summary>Whether nothing is taken any more: the partition was fenced, or this was closed.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _state == State.Closed;
            }
        }
    }

    /// <summary>Hands over a position to be stored. Returns at once and allocates nothing.</summary>
    /// <param name="position">The position; one that is not ahead of the newest posted one is ignored.</param>
    /// <returns>False if nothing is taken any more, because the partition was fenced or closed.</returns>
    public bool Post(in ProcessedPosition position)
    {
        lock (_lock)
        {
            if (_state == State.Closed)
            {
                return false;
            }

            if (position.SequenceNumber <= _posted.SequenceNumber)
            {
                return true;
            }

            _posted = position;
            if (_state != State.Idle)
            {
                return true;
            }

            _state = State.Queued;
        }

        _writer.Enqueue(this);
        return true;
    }

    /// <summary>
    /// Has the newest position of the source stored, as it is when the write begins. Returns at once, and costs one read while such a request waits: made to be called after
    /// every event. Only for partitions that were opened with a source.
    /// </summary>
    public void Request()
    {
        // Without the lock: TakeRequested clears this before it looks at the source, and the source guards its positions with a lock of its own. So whoever
        // finished an event before that look is seen by it, and whoever finishes one later finds this cleared.
        if (_isRequested)
        {
            return;
        }

        lock (_lock)
        {
            if (_state == State.Closed || _source is null)
            {
                return;
            }

            _isRequested = true;
            if (_state != State.Idle)
            {
                return;
            }

            _state = State.Queued;
        }

        _writer.Enqueue(this);
    }

    /// <summary>Settles which position a request means that waits for its write: the source's newest of this moment.</summary>
    public void FixRequest()
    {
        lock (_lock)
        {
            TakeRequested();
        }
    }

    /// <summary>
    /// Has what was posted or requested written without a rest of the writer before it, and waits for nothing. While a write of this partition is under way it does nothing: that one
    /// covers most, and whoever still finds too much uncovered after it calls again.
    /// </summary>
    public void Hurry()
    {
        lock (_lock)
        {
            if (_state != State.Queued)
            {
                return;
            }
        }

        _writer.Hurry();
    }

    /// <summary>Waits until everything that was posted or requested before this call is stored or refused.</summary>
    /// <param name="cancellationToken">Ends the wait, not the write.</param>
    /// <returns>The outcome that covers the newest of these positions; <see cref="CheckpointOutcome.Stale"/> if nothing was ever posted.</returns>
    /// <exception cref="CheckpointStoreException">A write failed for a reason that time alone does not mend (the writer goes on trying all the same), or the partition was closed with positions unwritten.</exception>
    public Task<CheckpointOutcome> FlushAsync(CancellationToken cancellationToken)
    {
        Task<CheckpointOutcome> flushed;
        lock (_lock)
        {
            TakeRequested();
            if (_settled >= _posted.SequenceNumber || (_state == State.Closed && _outcome == CheckpointOutcome.Fenced))
            {
                return Task.FromResult(_outcome);
            }

            if (_state == State.Closed)
            {
                return Task.FromException<CheckpointOutcome>(Abandoned(because: null));
            }

            flushed = _waiters.Add(_posted.SequenceNumber);
        }

        _writer.Hurry();
        return flushed.WaitAsync(cancellationToken);
    }

    /// <summary>Ends it: nothing is taken or retried any more, and those who wait for unwritten positions get an exception. A write that is under way still completes.</summary>
    public void Close() => Close(because: null);

    /// <summary>Starts a write if one is due.</summary>
    internal bool TryBegin(out CheckpointWrite write)
    {
        lock (_lock)
        {
            if (_state != State.Queued)
            {
                write = default;
                return false;
            }

            TakeRequested();
            if (_posted.SequenceNumber <= _settled)
            {
                // What was requested has been posted and written meanwhile.
                _state = State.Idle;
                write = default;
                return false;
            }

            _state = State.Writing;
            _writing = _posted;
            write = new CheckpointWrite(PartitionId, _writing.SequenceNumber, _writing.Offset, Epoch, _writer.WrittenBy);
            return true;
        }
    }

    /// <summary>Ends a write that the store answered.</summary>
    internal void Settle(CheckpointOutcome outcome)
    {
        // The observer first: whoever waits for the write finds its effects done.
        Tell(observer => observer.OnOutcome(_writing, outcome));
        bool isDue = false;
        lock (_lock)
        {
            _failures = 0;
            _outcome = outcome;
            _settled = Math.Max(_settled, _writing.SequenceNumber);
            bool isFenced = outcome == CheckpointOutcome.Fenced;
            if (isFenced)
            {
                _state = State.Closed;
            }
            else if (_state == State.Writing)
            {
                isDue = _isRequested || _posted.SequenceNumber > _writing.SequenceNumber;
                _state = isDue ? State.Queued : State.Idle;
            }

            _waiters.Release(isFenced ? long.MaxValue : _writing.SequenceNumber, outcome);
        }

        if (isDue)
        {
            _writer.Enqueue(this);
        }
    }

    /// <summary>Ends a write that failed, and plans the next try.</summary>
    internal void Fail(CheckpointStoreException exception)
    {
        int failures = ++_failures;
        Tell(observer => observer.OnFault(exception, failures));
        lock (_lock)
        {
            if (!exception.IsTransient)
            {
                _waiters.Fail(_writing.SequenceNumber, exception);
            }

            if (_state != State.Writing)
            {
                return;
            }

            _state = State.Pausing;
            TimeSpan pause = _writer.PauseAfter(failures);
            if (_retry is null)
            {
                _retry = _writer.TimeProvider.CreateTimer(static self => ((PartitionCheckpoints)self!).EndPause(), this, pause, Timeout.InfiniteTimeSpan);
            }
            else
            {
                _retry.Change(pause, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Ends a pause between two tries early.</summary>
    internal void EndPause()
    {
        lock (_lock)
        {
            if (_state != State.Pausing)
            {
                return;
            }

            _state = State.Queued;
        }

        _writer.Enqueue(this);
        _writer.Hurry();
    }

    private void TakeRequested()
    {
        if (!_isRequested)
        {
            return;
        }

        _isRequested = false;
        if (_source!.TryTake(out ProcessedPosition position) && position.SequenceNumber > _posted.SequenceNumber)
        {
            _posted = position;
        }
    }

    private void Tell(Action<ICheckpointWriteObserver> message)
    {
        if (_observer is null)
        {
            return;
        }

        try
        {
            message(_observer);
        }
#pragma warning disable CA1031 // A broken observer must not end the loop that serves all partitions; those who wait for this one hear of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Close(exception);
        }
    }

    private void Close(Exception? because)
    {
        lock (_lock)
        {
            _state = State.Closed;
            _retry?.Dispose();
            _retry = null;
            _waiters.Fail(long.MaxValue, Abandoned(because));
        }

        _writer.Remove(this);
    }

    private CheckpointStoreException Abandoned(Exception? because) => new(
        StoreOperation.WriteCheckpoints,
        _writer.Group,
        PartitionId,
        $"the writer was closed before sequence number {_posted.SequenceNumber} was stored; the events after the stored checkpoint will be processed again.",
        innerException: because);
}
