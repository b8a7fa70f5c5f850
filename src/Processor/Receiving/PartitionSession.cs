using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using Checkpointing.Processor.Checkpointing;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Telemetry;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Processor.Receiving;

/// <summary>
/// One run of one partition under one epoch, from the SDK's initialisation to its stop. It belongs to the SDK's partition object: a restarted partition is
/// a new object and a new session, and what the former one still writes carries its own epoch.
/// </summary>
internal sealed class PartitionSession
{
    private readonly PartitionProgress _progress;
    private readonly CheckpointingProcessorOptions _options;
    private readonly StoreOutage _outage;
    private readonly Func<bool> _isProcessorStopping;
    private readonly RestartPauses _pauses;
    private readonly ILogger _logger;
    private readonly StopSignals _signals;
    private readonly EventLanes? _lanes;
    private readonly SessionEnd _end;
    private readonly TaskCompletionSource _superseded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private Task _handling = Task.CompletedTask;
    private Task? _stop;
    private bool _wasUserTold;
    private volatile bool _isDraining;

    public PartitionSession(
        EventProcessorPartition partition,
        ProcessorNames names,
        PartitionProgress progress,
        CheckpointingProcessorOptions options,
        StoreOutage outage,
        Func<bool> isProcessorStopping,
        RestartPauses pauses,
        ILogger logger)
    {
        Partition = partition;
        _progress = progress;
        _options = options;
        _outage = outage;
        _isProcessorStopping = isProcessorStopping;
        _pauses = pauses;
        _logger = logger;
        _signals = new StopSignals(
            () => isProcessorStopping() && !IsFenced ? options.HandlerStopTimeout : TimeSpan.Zero,
            options.TimeProvider,
            exception => logger.CancellationCallbackFailed(progress.PartitionId, exception));
        progress.WhenFenced = _signals.Stop;
        Context = new SessionContext(names, progress, _signals);
        _lanes = options.Concurrency is { } concurrency
            ? new EventLanes(concurrency, Context, progress, _signals, OnFailureInFlight, () => pauses.Succeeded(progress.PartitionId, progress.FinishedThrough))
            : null;
        _end = new SessionEnd(progress, _signals, _lanes, options, logger);
    }

    /// <summary>The SDK's object for this run.</summary>
    public EventProcessorPartition Partition { get; }

    /// <summary>Whether a write was refused: nothing more is handed out.</summary>
    public bool IsFenced => _progress.IsFenced;

    /// <summary>Whether the session was told to end.</summary>
    public bool IsEnding
    {
        get
        {
            lock (_lock)
            {
                return _stop is not null;
            }
        }
    }

    /// <summary>Whether the balancer has told the session to end: until then it thinks that the partition is being processed.</summary>
    public bool IsLeftByBalancer { get; set; }

    /// <summary>What ended the session while nobody was there to hear of it: one of several events that are processed at once. The next call of <see cref="HandleAsync"/> throws it.</summary>
    public Exception? Failure => _lanes?.Failure;

    /// <summary>What handlers see of the session.</summary>
    public SessionContext Context { get; }

    public string PartitionId => _progress.PartitionId;

    public long Epoch => _progress.Epoch;

    public PartitionTelemetry Telemetry => _progress.Telemetry;

    /// <summary>Waits until no handler of this session runs. Where several events are processed at once, they go on when the call that handed them out has ended.</summary>
    public async Task WhenIdleAsync()
    {
        Task handling;
        lock (_lock)
        {
            handling = _handling;
        }

        await handling.ConfigureAwait(false);
        await (_lanes?.WhenIdleAsync() ?? Task.CompletedTask).ConfigureAwait(false);
    }

    /// <summary>
    /// Notes that this processor holds the partition, under an epoch. If that is not this session's any more, or its writes are refused all the same, the SDK
    /// does not know that anything happened; the session then fails, which is what makes the SDK start the partition anew.
    /// </summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="isIdle">Whether the session has ended, or has not begun, for a handover that came to nothing.</param>
    public void NoteHeld(long epoch, bool isIdle)
    {
        if (epoch > Epoch || IsFenced || isIdle)
        {
            _superseded.TrySetResult();
        }
    }

    /// <summary>
    /// Gives a batch to the handler, and returns when it is processed; where several events are processed at once, when they are taken up. The SDK calls this one batch at a time.
    /// </summary>
    /// <param name="events">The events; empty when none came within the maximum wait time.</param>
    /// <param name="handle">The handler; it is not called for an empty batch.</param>
    /// <param name="stopToken">The SDK's token: cancelled as soon as the partition is to be stopped, for whatever reason.</param>
    public async Task HandleAsync(
        IReadOnlyList<EventData> events, Func<IReadOnlyList<EventData>, ProcessingContext, CancellationToken, Task> handle, CancellationToken stopToken)
    {
        if (events.Count == 0 && !IsFenced && Failure is null && !_superseded.Task.IsCompleted)
        {
            return;
        }

        var handling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool hasEnded;
        lock (_lock)
        {
            hasEnded = _stop is not null;
            _handling = hasEnded ? _handling : handling.Task;
        }

        if (hasEnded)
        {
            // The partition was handed over, and the SDK learns of it at its next tick.
            await WhenLeftAsync(stopToken).ConfigureAwait(false);
            return;
        }

        _signals.Watch(stopToken);

        try
        {
            await HandleCoreAsync(events, handle, stopToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_signals.Stopping.IsCancellationRequested)
        {
            // The handler left early, as it may; what it has not marked as processed is left to the next owner.
            _lanes?.ThrowIfFailed();
        }
        catch (Exception exception) when (exception is not PartitionRestartException && Failure is null)
        {
            _pauses.Failed(PartitionId, _progress.FinishedThrough);
            throw;
        }
        finally
        {
            handling.SetResult();
        }
    }

    /// <summary>Ends the session: waits for the handler, runs what the user wants done, writes the last checkpoint. Bounded by <see cref="CheckpointingProcessorOptions.FlushTimeout"/>.</summary>
    /// <param name="whenStopped">What the user wants done before the last checkpoint; null for nothing. Done once, also if it is given again.</param>
    /// <returns>The end of it. It never fails; what goes wrong is logged.</returns>
    public Task StopAsync(Func<Task>? whenStopped)
    {
        _signals.Stop();
        lock (_lock)
        {
            Func<Task>? userCode = _wasUserTold ? null : whenStopped;
            _wasUserTold |= whenStopped is not null;

            // On the pool: the SDK's own bookkeeping goes wrong if its stop handler takes long, or if the partition comes back meanwhile.
            return _stop = _stop is null
                ? Task.Run(() => EndAsync(userCode), CancellationToken.None)
                : userCode is null ? _stop : Task.WhenAll(_stop, _end.RunUserCodeAsync(userCode, CancellationToken.None));
        }
    }

    /// <summary>
    /// Ends the session although the SDK goes on with the partition: the handler gets <see cref="CheckpointingProcessorOptions.HandlerStopTimeout"/> to finish what it has
    /// begun, and nothing more is handed out. Otherwise as <see cref="StopAsync"/>.
    /// </summary>
    public async Task DrainAsync(Func<Task> whenStopped)
    {
        _isDraining = true;
        using ITimer grace = _options.TimeProvider.CreateTimer(
            static self => ((StopSignals)self!).CancelHandlers(), _signals, _options.HandlerStopTimeout, Timeout.InfiniteTimeSpan);
        await StopAsync(whenStopped).ConfigureAwait(false);
    }

    private async Task HandleCoreAsync(
        IReadOnlyList<EventData> events, Func<IReadOnlyList<EventData>, ProcessingContext, CancellationToken, Task> handle, CancellationToken stopToken)
    {
        _lanes?.ThrowIfFailed();
        await _progress.WaitForRoomAsync(events.Count, _signals.Stopping).ConfigureAwait(false);
        await _outage.WhenToleratedAsync(_signals.Stopping).ConfigureAwait(false);
        if (IsFenced)
        {
            // The new owner has the events. The SDK learns of it at its next tick; until then there is nothing to do here.
            await EndWhenLeftAsync(stopToken).ConfigureAwait(false);
        }

        stopToken.ThrowIfCancellationRequested();
        ThrowIfSuperseded();
        if (_signals.Stopping.IsCancellationRequested)
        {
            _lanes?.ThrowIfFailed();
            return;
        }

        Telemetry.Delivered(events);
        if (_lanes is not null)
        {
            await _lanes.AdmitAsync(events, handle).ConfigureAwait(false);
            return;
        }

        foreach (EventData eventData in events)
        {
            _progress.Begin(eventData);
        }

        try
        {
            await handle(events, Context, _signals.Handlers).ConfigureAwait(false);
        }
        catch (CheckpointRefusedException) when (IsFenced)
        {
            // No fault of the handler's, and nothing that another try could mend: it ends like any other fenced session.
            await EndWhenLeftAsync(stopToken).ConfigureAwait(false);
        }

        // A handler that knows that it is to stop may have returned before it was through: then only what it has marked counts. Better twice than never.
        if (!_signals.Handlers.IsCancellationRequested && !Context.WasToldToStop)
        {
            _progress.Complete(events[^1], isEndOfBatch: true);
            _pauses.Succeeded(PartitionId, _progress.FinishedThrough);
        }
    }

    /// <summary>Waits until the SDK stops the partition, and then ends what it has called: it has nothing more to do with the partition.</summary>
    /// <exception cref="OperationCanceledException">The SDK stops it.</exception>
    /// <exception cref="PartitionRestartException">It was regained meanwhile, and the SDK is to start it anew.</exception>
    public async Task EndWhenLeftAsync(CancellationToken stopToken)
    {
        await WhenLeftAsync(stopToken).ConfigureAwait(false);
        stopToken.ThrowIfCancellationRequested();
    }

    private async Task WhenLeftAsync(CancellationToken stopToken)
    {
        await _superseded.Task.WaitAsync(stopToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ThrowIfSuperseded();
    }

    private void ThrowIfSuperseded()
    {
        if (_superseded.Task.IsCompleted)
        {
            throw new PartitionRestartException(PartitionId, Epoch);
        }
    }

    private void OnFailureInFlight(Exception exception, bool endsTheSession)
    {
        if (endsTheSession)
        {
            // Here and not when it is thrown: the session may be started anew without anybody having called for it.
            _pauses.Failed(PartitionId, _progress.FinishedThrough);
            _signals.Stop();
        }
        else
        {
            _logger.HandlerFailedWhileEnding(PartitionId, exception);
        }
    }

    private Task EndAsync(Func<Task>? whenStopped)
    {
        // The SDK has waited for its handler before it ends a session. Nobody has for events that are processed at once, nor for whatever runs when a partition is asked for:
        // here they get the time that a handler gets at a stop.
        TimeSpan timeForHandlers = _isDraining || (_lanes is not null && _isProcessorStopping()) ? _options.HandlerStopTimeout : TimeSpan.Zero;
        return _end.RunAsync(WhenIdleAsync, whenStopped, timeForHandlers);
    }
}
