using System.Runtime.ExceptionServices;
using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Checkpointing;
using Checkpointing.Processor.Receiving;

namespace Checkpointing.Processor.Handling;

/// <summary>
/// Processes several events of one session at once, in order for each key. Events are taken up in the order in which they came as far as their keys allow: the
/// oldest unfinished event is therefore never kept from running by those after it, and whoever waits for it waits for an end.
/// </summary>
internal sealed class EventLanes
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, EventInFlight> _lastOfKey = new(StringComparer.Ordinal);
    private readonly PriorityQueue<EventInFlight, long> _ready = new();
    private readonly ConcurrencySettings _settings;
    private readonly ProcessingContext _session;
    private readonly PartitionProgress _progress;
    private readonly StopSignals _signals;
    private readonly Action<Exception, bool> _failed;
    private readonly Action _gotOn;
    private Func<IReadOnlyList<EventData>, ProcessingContext, CancellationToken, Task>? _handle;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _idle;
    private bool _isClosed;
    private int _running;

    /// <param name="settings">How many, and which may overtake each other.</param>
    /// <param name="session">The session.</param>
    /// <param name="progress">Hears what begins and ends.</param>
    /// <param name="signals">Tell when to end.</param>
    /// <param name="failed">Hears of failures, and whether it is the one that ends the session: the first one, unless it is to end anyway.</param>
    /// <param name="gotOn">Hears that the run of finished events has grown.</param>
    public EventLanes(
        ConcurrencySettings settings, ProcessingContext session, PartitionProgress progress, StopSignals signals, Action<Exception, bool> failed, Action gotOn)
    {
        _settings = settings;
        _session = session;
        _progress = progress;
        _signals = signals;
        _failed = failed;
        _gotOn = gotOn;
        signals.Stopping.UnsafeRegister(static self => ((EventLanes)self!).Close(), this);
    }

    /// <summary>What ended the session, or null.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Takes up the events of a batch, and returns when all of them run or wait for their turn; not when they are finished.</summary>
    /// <param name="events">The events, in order.</param>
    /// <param name="handle">The handler; it gets them one by one.</param>
    /// <exception cref="OperationCanceledException">The session is to end.</exception>
    public async Task AdmitAsync(IReadOnlyList<EventData> events, Func<IReadOnlyList<EventData>, ProcessingContext, CancellationToken, Task> handle)
    {
        _handle = handle;
        for (int index = 0; index < events.Count; index++)
        {
            // Outside of the lock, because it is the user's code.
            string? key = _settings.Key(events[index]);
            while (!TryAdmit(events[index], key, isEndOfBatch: index == events.Count - 1, out Task room))
            {
                await room.ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits until no handler runs. After <see cref="Close"/> none begins.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
        {
            bool isIdle = _running == 0 && (_isClosed || _ready.Count == 0);
            return isIdle ? Task.CompletedTask : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Begins nothing any more. What waits for its turn is left to the next owner.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            _room?.TrySetResult();
            _room = null;
            SignalIdle();
        }
    }

    /// <summary>Throws what ended the session, if something has.</summary>
    public void ThrowIfFailed()
    {
        if (Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Notes that an event is finished.</summary>
    public void Complete(EventInFlight item)
    {
        if (!_progress.Complete(item.Ordinal))
        {
            return;
        }

        _gotOn();
        lock (_lock)
        {
            _room?.TrySetResult();
            _room = null;
        }
    }

    /// <summary>Waits until an event and all before it are finished and stored.</summary>
    public async Task<CheckpointOutcome> CheckpointAsync(EventInFlight item, CancellationToken cancellationToken)
    {
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _signals.Stopping))
        {
            // When the session ends the one before it may never be finished.
            await _progress.WhenFinishedAsync(item.Ordinal, either.Token).ConfigureAwait(false);
        }

        return await _progress.CheckpointAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs one event.</summary>
    public async Task RunAsync(EventInFlight item)
    {
        try
        {
            await _handle!([item.Event], item, _signals.Handlers).ConfigureAwait(false);

            // As everywhere: a handler that was told to end may have returned before it was through.
            if (!_signals.Handlers.IsCancellationRequested && !item.WasToldToStop)
            {
                item.Complete();
            }
        }
        catch (OperationCanceledException) when (_signals.Stopping.IsCancellationRequested)
        {
            // The handler left early, as it may.
        }
#pragma warning disable CA1031 // Whatever it is, the session has to hear of it, and the next of the key must not begin.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception);
        }
        finally
        {
            End(item);
        }
    }

    /// <summary>Takes up an event, unless there is no room; then it tells what to wait for.</summary>
    private bool TryAdmit(EventData eventData, string? key, bool isEndOfBatch, out Task room)
    {
        room = Task.CompletedTask;
        lock (_lock)
        {
            if (_isClosed)
            {
                ThrowIfFailed();
                throw new OperationCanceledException("The partition is being given up.");
            }

            if (_progress.InFlight >= _settings.MaxInFlightEvents)
            {
                room = (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                return false;
            }

            var item = new EventInFlight(this, _session, eventData, key, _progress.Begin(eventData, isEndOfBatch));
            if (key is null)
            {
                _ready.Enqueue(item, item.Ordinal);
            }
            else
            {
                if (_lastOfKey.TryGetValue(key, out EventInFlight? last))
                {
                    last.Next = item;
                }
                else
                {
                    _ready.Enqueue(item, item.Ordinal);
                }

                _lastOfKey[key] = item;
            }

            Start();
            return true;
        }
    }

    private void Fail(Exception exception)
    {
        bool endsTheSession;
        lock (_lock)
        {
            // One is enough to begin anew, and a session that ends gives back what is not finished anyway.
            endsTheSession = !_isClosed;
            if (endsTheSession)
            {
                Failure = exception;
            }
        }

        Close();
        _failed(exception, endsTheSession);
    }

    private void End(EventInFlight item)
    {
        lock (_lock)
        {
            _running--;
            if (item.Next is { } next)
            {
                _ready.Enqueue(next, next.Ordinal);
            }
            else if (item.Key is { } key)
            {
                _lastOfKey.Remove(key);
            }

            Start();
            SignalIdle();
        }
    }

    private void Start()
    {
        while (!_isClosed && _running < _settings.MaxConcurrentEvents && _ready.TryDequeue(out EventInFlight? item, out _))
        {
            _running++;
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        }
    }

    private void SignalIdle()
    {
        if (_running == 0 && (_isClosed || _ready.Count == 0))
        {
            _idle?.TrySetResult();
            _idle = null;
        }
    }
}
