using Microsoft.Extensions.Logging;

namespace Checkpointing.Processor.Handling;

/// <summary>Gives a call of a handler a time limit, and leaves behind one that ignores it.</summary>
internal sealed class HandlerDeadline
{
    private readonly TimeSpan _timeout;
    private readonly TimeSpan _grace;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    /// <param name="timeout">When the handler's token is cancelled.</param>
    /// <param name="grace">How long after that the handler is given up.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">The log.</param>
    public HandlerDeadline(TimeSpan timeout, TimeSpan grace, TimeProvider timeProvider, ILogger logger)
    {
        _timeout = timeout;
        _grace = grace;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Calls a handler.</summary>
    /// <param name="call">The call.</param>
    /// <param name="context">The context that it gets, in front of which one stands that can be taken away.</param>
    /// <param name="sequenceNumber">The first event that it was given.</param>
    /// <param name="cancellationToken">Cancels the handler before its time.</param>
    /// <exception cref="TimeoutException">The time was up before the handler had ended.</exception>
    public async Task RunAsync(
        Func<ProcessingContext, CancellationToken, Task> call, ProcessingContext context, long sequenceNumber, CancellationToken cancellationToken)
    {
        var attempt = new AttemptContext(context);
        using var handler = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bool isTooLate = false;
        ITimer timer = _timeProvider.CreateTimer(_ => Expire(), null, _timeout, Timeout.InfiniteTimeSpan);
        await using (timer.ConfigureAwait(false))
        {
            // On the pool, because one that blocks its thread has to be left behind as well.
            Task task = Task.Run(() => call(attempt, handler.Token), CancellationToken.None);
            try
            {
                await task.WaitAsync(_timeout + _grace, _timeProvider, CancellationToken.None).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!task.IsCompleted)
            {
                attempt.Abandon();
                Expire();
                _logger.HandlerAbandoned(context.PartitionId, sequenceNumber, _timeout);
                _ = task.ContinueWith(
                    late => _logger.AbandonedHandlerEnded(context.PartitionId, sequenceNumber, late.Exception),
                    CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
                throw TimedOut(null);
            }
            catch (OperationCanceledException exception) when (IsTooLate())
            {
                throw TimedOut(exception);
            }
        }

        if (IsTooLate())
        {
            // It returned although its token was cancelled: as always that says nothing about the event.
            throw TimedOut(null);
        }

        void Expire()
        {
            Volatile.Write(ref isTooLate, true);
            try
            {
                handler.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The handler ended at the same moment.
            }
            catch (AggregateException exception)
            {
                // A callback that the handler registered; on a timer's thread it would end the process.
                _logger.CancellationCallbackFailed(context.PartitionId, exception);
            }
        }

        bool IsTooLate() => Volatile.Read(ref isTooLate) && !cancellationToken.IsCancellationRequested;
    }

    private TimeoutException TimedOut(Exception? inner) => new($"The handler did not end within {_timeout}.", inner);
}
