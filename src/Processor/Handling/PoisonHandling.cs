using System.Runtime.ExceptionServices;
using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Processor.Handling;

/// <summary>Does with a poisonous event what the policy says.</summary>
internal sealed class PoisonHandling
{
    private readonly PoisonPolicy _policy;
    private readonly IDeadLetterSink? _sink;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    /// <param name="policy">The policy.</param>
    /// <param name="sink">Where dead letters go; needed for <see cref="PoisonPolicy.DeadLetter"/>.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">The log.</param>
    public PoisonHandling(PoisonPolicy policy, IDeadLetterSink? sink, TimeProvider timeProvider, ILogger logger)
    {
        _policy = policy;
        _sink = sink;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Deals with an event. When it returns, the event counts as processed.</summary>
    /// <param name="eventData">The event.</param>
    /// <param name="exception">Why its handler failed.</param>
    /// <param name="attempts">How often.</param>
    /// <param name="context">Its partition.</param>
    /// <param name="cancellationToken">The handler's token.</param>
    /// <exception cref="DeadLetterException">The event could not be stored as a dead letter.</exception>
    public Task DealWithAsync(EventData eventData, Exception exception, int attempts, ProcessingContext context, CancellationToken cancellationToken)
    {
        switch (_policy)
        {
            case PoisonPolicy.Skip:
                context.Telemetry?.Skipped();
                _logger.EventSkipped(context.PartitionId, eventData.SequenceNumber, attempts, exception);
                return Task.CompletedTask;
            case PoisonPolicy.DeadLetter:
                return StoreAsync(ToLetter(eventData, exception, attempts, context), context, cancellationToken);
            default:
                _logger.PoisonStopsPartition(context.PartitionId, eventData.SequenceNumber, attempts, exception);
                ExceptionDispatchInfo.Throw(exception);
                return Task.CompletedTask;
        }
    }

    private async Task StoreAsync(DeadLetter letter, ProcessingContext context, CancellationToken cancellationToken)
    {
        try
        {
            // A sink that ignores its token does not hold up a stop; what it stores late is stored a second time.
            await _sink!.StoreAsync(letter, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.DeadLetterFailed(letter.PartitionId, letter.SequenceNumber, exception);
            throw new DeadLetterException(letter.PartitionId, letter.SequenceNumber, letter.Exception, exception);
        }

        context.Telemetry?.DeadLettered();
        _logger.EventDeadLettered(letter.PartitionId, letter.SequenceNumber, letter.Attempts, letter.Exception);
    }

    private DeadLetter ToLetter(EventData eventData, Exception exception, int attempts, ProcessingContext context) => new()
    {
        Event = eventData,
        FullyQualifiedNamespace = context.FullyQualifiedNamespace,
        EventHubName = context.EventHubName,
        ConsumerGroup = context.ConsumerGroup,
        PartitionId = context.PartitionId,
        Attempts = attempts,
        Exception = exception,
        Time = _timeProvider.GetUtcNow(),
    };
}
