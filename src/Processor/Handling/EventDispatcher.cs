using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Telemetry;

namespace Checkpointing.Processor.Handling;

/// <summary>Gives the events of a batch to a user's handler.</summary>
internal sealed class EventDispatcher
{
    private readonly IEventHandler? _one;
    private readonly IEventBatchHandler? _batch;
    private readonly HandlingSettings _settings;

    /// <param name="handler">An <see cref="IEventHandler"/> or an <see cref="IEventBatchHandler"/>.</param>
    /// <param name="settings">How it is called.</param>
    public EventDispatcher(object handler, HandlingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (Violation(handler.GetType()) is { } violation)
        {
            throw new ArgumentException(violation, nameof(handler));
        }

        _one = handler as IEventHandler;
        _batch = handler as IEventBatchHandler;
        _settings = settings;
        Errors = handler as IProcessingErrorHandler;
    }

    /// <summary>Who hears of errors, or null.</summary>
    public IProcessingErrorHandler? Errors { get; }

    /// <summary>What is wrong with a handler's type, or null.</summary>
    public static string? Violation(Type handler)
    {
        bool isOne = handler.IsAssignableTo(typeof(IEventHandler));
        bool isBatch = handler.IsAssignableTo(typeof(IEventBatchHandler));
        return isOne != isBatch
            ? null
            : $"{handler} implements {(isOne ? "both" : "neither")} {nameof(IEventHandler)} {(isOne ? "and" : "nor")} {nameof(IEventBatchHandler)}; it has to be exactly one of them.";
    }

    /// <summary>Gives a batch to the handler, whole or one by one. Between two events it looks whether the partition is to stop, and then leaves the rest.</summary>
    public Task DispatchAsync(IReadOnlyList<EventData> events, ProcessingContext context, CancellationToken cancellationToken) =>
        _batch is not null ? DispatchBatchAsync(events, context, cancellationToken) : DispatchOneByOneAsync(events, context, cancellationToken);

    private async Task DispatchBatchAsync(IReadOnlyList<EventData> events, ProcessingContext context, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        if (_settings.IsPlain)
        {
            try
            {
                await HandleBatchAsync(events, context, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (HandlerRun.MayTryAgain(exception, cancellationToken))
            {
                failure = exception;
            }
        }

        using var run = new HandlerRun(_settings, HandleBatchAsync, context, cancellationToken);
        await run.ProcessAsync(events, failure).ConfigureAwait(false);
    }

    /// <summary>A handler that does not fail costs nothing here; only a failure, a time limit or a pipeline of the user's own needs a <see cref="HandlerRun"/>, one for the batch.</summary>
    private async Task DispatchOneByOneAsync(IReadOnlyList<EventData> events, ProcessingContext context, CancellationToken cancellationToken)
    {
        HandlerRun? run = null;
        try
        {
            for (int index = 0; index < events.Count; index++)
            {
                if (context.IsStopping)
                {
                    throw new OperationCanceledException("The partition is being given up.");
                }

                Exception? failure = null;
                if (_settings.IsPlain)
                {
                    // Here and not in a method of its own: a handler that waits would cost one more state machine for each event.
                    ProcessScope call = ProcessScope.Begin(context, events[index]);
                    try
                    {
                        await _one!.HandleAsync(events[index], context, cancellationToken).ConfigureAwait(false);
                        call.Succeed();
                    }
                    catch (Exception exception)
                    {
                        call.Fail(exception, cancellationToken);
                        if (!HandlerRun.MayTryAgain(exception, cancellationToken))
                        {
                            throw;
                        }

                        failure = exception;
                    }
                }

                if (failure is not null || !_settings.IsPlain)
                {
                    run ??= new HandlerRun(_settings, HandleOneAsync, context, cancellationToken);
                    await run.ProcessAsync([events[index]], failure).ConfigureAwait(false);
                }

                // A handler that returns although it was cancelled, or told to stop, may not be through with the event: then it is not marked, and given again.
                cancellationToken.ThrowIfCancellationRequested();
                HandlerRun.ThrowIfLeftEarly(context);
                if (index < events.Count - 1)
                {
                    // The last one is marked with the batch, so that the policy sees the end of it.
                    context.MarkProcessed(events[index]);
                }
            }
        }
        finally
        {
            run?.Dispose();
        }
    }

    private async Task HandleOneAsync(IReadOnlyList<EventData> one, ProcessingContext context, CancellationToken cancellationToken)
    {
        ProcessScope call = ProcessScope.Begin(context, one[0]);
        try
        {
            await _one!.HandleAsync(one[0], context, cancellationToken).ConfigureAwait(false);
            call.Succeed();
        }
        catch (Exception exception)
        {
            call.Fail(exception, cancellationToken);
            throw;
        }
    }

    private async Task HandleBatchAsync(IReadOnlyList<EventData> events, ProcessingContext context, CancellationToken cancellationToken)
    {
        ProcessScope call = ProcessScope.Begin(context, events);
        try
        {
            await _batch!.HandleAsync(events, context, cancellationToken).ConfigureAwait(false);
            call.Succeed();
        }
        catch (Exception exception)
        {
            call.Fail(exception, cancellationToken);
            throw;
        }
    }
}
