using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Telemetry;

namespace Checkpointing.Processor.Handling;

/// <summary>Gives the events of a batch to a user's handler.</summary>
internal sealed class EventDispatcher
{
    private readonly IEventHandler? _one;
    private readonly IEventBatchHandler? _batch;

    /// <param name="handler">An <see cref="IEventHandler"/> or an <see cref="IEventBatchHandler"/>.</param>
    public EventDispatcher(object handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if (Violation(handler.GetType()) is { } violation)
        {
            throw new ArgumentException(violation, nameof(handler));
        }

        _one = handler as IEventHandler;
        _batch = handler as IEventBatchHandler;
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
        _batch is not null ? DispatchWholeAsync(_batch, events, context, cancellationToken) : DispatchOneByOneAsync(_one!, events, context, cancellationToken);

    private static async Task DispatchWholeAsync(
        IEventBatchHandler handler, IReadOnlyList<EventData> events, ProcessingContext context, CancellationToken cancellationToken)
    {
        ProcessScope call = ProcessScope.Begin(context, events);
        try
        {
            await handler.HandleAsync(events, context, cancellationToken).ConfigureAwait(false);
            call.Succeed();
        }
        catch (Exception exception)
        {
            call.Fail(exception, cancellationToken);
            throw;
        }
    }

    private static async Task DispatchOneByOneAsync(
        IEventHandler handler, IReadOnlyList<EventData> events, ProcessingContext context, CancellationToken cancellationToken)
    {
        for (int index = 0; index < events.Count; index++)
        {
            if (context.IsStopping)
            {
                throw new OperationCanceledException("The partition is being given up.");
            }

            ProcessScope call = ProcessScope.Begin(context, events[index]);
            try
            {
                await handler.HandleAsync(events[index], context, cancellationToken).ConfigureAwait(false);
                call.Succeed();
            }
            catch (Exception exception)
            {
                call.Fail(exception, cancellationToken);
                throw;
            }

            // A handler that returns although it was cancelled may not be through with the event: then it is not marked, and given again.
            cancellationToken.ThrowIfCancellationRequested();
            if (index < events.Count - 1)
            {
                // The last one is marked with the batch, so that the policy sees the end of it.
                context.MarkProcessed(events[index]);
            }
        }
    }
}
