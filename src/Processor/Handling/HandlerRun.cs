using System.Runtime.ExceptionServices;
using Azure.Messaging.EventHubs;
using Polly;

namespace Checkpointing.Processor.Handling;

/// <summary>
/// Brings events through a handler that fails, or that has a time limit or a pipeline of the user's own: attempts, retries of what is left, and what becomes of an event that
/// fails for good. Of several events the first one that is not processed is the one that failed.
/// </summary>
internal sealed class HandlerRun : IDisposable
{
    private readonly HandlingSettings _settings;
    private readonly Func<IReadOnlyList<EventData>, ProcessingContext, CancellationToken, Task> _handler;
    private readonly ProcessingContext _context;
    private readonly CancellationToken _handlerToken;
    private readonly AttemptGate _gate;
    private IReadOnlyList<EventData> _rest = [];
    private Exception? _known;

    /// <param name="settings">How handlers are called.</param>
    /// <param name="handler">The handler.</param>
    /// <param name="context">The partition.</param>
    /// <param name="handlerToken">The handlers' token.</param>
    public HandlerRun(
        HandlingSettings settings,
        Func<IReadOnlyList<EventData>, ProcessingContext, CancellationToken, Task> handler,
        ProcessingContext context,
        CancellationToken handlerToken)
    {
        _settings = settings;
        _handler = handler;
        _context = context;
        _handlerToken = handlerToken;
        _gate = new AttemptGate(context.StopToken, handlerToken);
    }

    /// <summary>The partition.</summary>
    public string PartitionId => _context.PartitionId;

    /// <summary>The first event that is not processed.</summary>
    public long SequenceNumber => _rest.Count > 0 ? _rest[0].SequenceNumber : 0;

    /// <summary>How many attempts have begun with it.</summary>
    public int Attempts { get; private set; }

    private bool IsEnding => _handlerToken.IsCancellationRequested || _context.StopToken.IsCancellationRequested;

    /// <summary>
    /// Whether an attempt that failed may be made again. A refused checkpoint is no fault of the event's: the partition has changed hands, or the event was committed before,
    /// and the session ends.
    /// </summary>
    public static bool MayTryAgain(Exception exception, CancellationToken handlerToken) =>
        exception is not CheckpointRefusedException && !handlerToken.IsCancellationRequested;

    /// <summary>Processes events. When it returns, all of them are processed, or dealt with as poison.</summary>
    /// <param name="events">The events, at least one.</param>
    /// <param name="failure">Why a first attempt failed that was made without this; null if there was none.</param>
    public async Task ProcessAsync(IReadOnlyList<EventData> events, Exception? failure)
    {
        _rest = events;
        Attempts = 0;
        _known = null;
        if (failure is not null)
        {
            Attempts = 1;
            NoteFailure(failure);
        }

        while (_rest.Count > 0)
        {
            try
            {
                await RunThroughPipelineAsync().ConfigureAwait(false);
                continue;
            }
            catch (Exception exception) when (!IsEnding && _rest.Count > 0 && exception is not CheckpointRefusedException)
            {
                failure = exception;
            }
            catch (Exception exception) when (_rest.Count > 0 && exception is not (OperationCanceledException or CheckpointRefusedException))
            {
                // It is no poison, since it was not tried as often as it may be, and no news, since the session ends for another reason.
                _settings.Logger.HandlerFailedWhileEnding(PartitionId, exception);
                throw new OperationCanceledException("The partition is being given up.", exception);
            }

            await _settings.Poison.DealWithAsync(_rest[0], failure, Attempts, _context, _handlerToken).ConfigureAwait(false);
            if (_rest.Count > 1)
            {
                // The last one is marked by whoever gave the batch, so that the policy sees the end of it.
                _context.MarkProcessed(_rest[0]);
            }

            Skip(1);
        }
    }

    /// <summary>Notes that another attempt follows.</summary>
    public void NoteRetry() => _context.Telemetry?.Retried();

    public void Dispose() => _gate.Dispose();

    private async Task RunThroughPipelineAsync()
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(_gate.Token);
        context.Properties.Set(HandlerRetries.RunKey, this);
        try
        {
            await _settings.Pipeline.ExecuteAsync(
                static (context, run) => new ValueTask(run.AttemptAsync(context.CancellationToken)), context, this).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>One attempt. It returns when everything is processed, or when the first event is and a later one failed: the pipeline then begins anew for that one.</summary>
    private async Task AttemptAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known)
        {
            // The pipeline hears of an attempt that was made before it began.
            _known = null;
            ExceptionDispatchInfo.Throw(known);
        }

        _gate.Begin();
        Attempts++;
        try
        {
            await CallAsync(cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            ThrowIfLeftEarly(_context);
            _rest = [];
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            if (!NoteFailure(exception))
            {
                known = _known!;
                _known = null;
                ExceptionDispatchInfo.Throw(known);
            }
        }
        catch (OperationCanceledException exception) when (!IsEnding && NoteFailure(exception))
        {
            // A time limit of the pipeline's own cut it off after it had got on: what is left begins anew.
            _known = null;
            Attempts = 0;
        }
        finally
        {
            _gate.End();
        }
    }

    private Task CallAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<EventData> events = _rest;
        return _settings.Deadline is { } deadline
            ? deadline.RunAsync((context, token) => _handler(events, context, token), _context, events[0].SequenceNumber, cancellationToken)
            : _handler(events, _context, cancellationToken);
    }

    /// <summary>Looks what an attempt that failed has processed all the same.</summary>
    /// <returns>Whether the first event is processed, so that the failure is a later one's, or nobody's.</returns>
    private bool NoteFailure(Exception exception)
    {
        _context.NoteFailedAttempt();
        int processed = 0;
        if (exception is PartialBatchException { InnerException: { } inner } partial)
        {
            exception = inner;
            processed = partial.ProcessedCount <= _rest.Count ? partial.ProcessedCount : 0;
            if (processed > 0)
            {
                _context.MarkProcessed(_rest[processed - 1]);
            }
        }

        while (processed < _rest.Count && _context.IsProcessed(_rest[processed]))
        {
            processed++;
        }

        _known = exception;
        if (processed == 0)
        {
            return false;
        }

        if (processed == _rest.Count)
        {
            _known = null;
            _settings.Logger.HandlerFailedAfterItsWork(PartitionId, _rest[^1].SequenceNumber, exception);
        }

        Skip(processed);
        Attempts = 1;
        return true;
    }

    private void Skip(int count)
    {
        _rest = count == _rest.Count ? [] : [.. _rest.Skip(count)];
        Attempts = 0;
    }

    /// <summary>A handler that was told to stop may have returned before it was through: its events are given again, but for those that it marked.</summary>
    public static void ThrowIfLeftEarly(ProcessingContext context)
    {
        if (context.WasToldToStop)
        {
            throw new OperationCanceledException("The partition is being given up, and the handler knows it.");
        }
    }
}
