using System.Runtime.ExceptionServices;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Core;
using Azure.Messaging.EventHubs.Core.Transport;

namespace Azure.Messaging.EventHubs.Primitives;

public abstract partial class EventProcessor<TPartition>
{
    private const long ProcessorOwnerLevel = 0;
    private const int MostFailedConsumers = 1;

    private async Task ReadPartitionAsync(PartitionProcessor<TPartition> processor, EventHubConnection connection, EventPosition position)
    {
        var failedConsumers = 0;
        while (!processor.IsCancellationRequested)
        {
            var consumer = connection.Transport.CreateConsumer(ConsumerFor(processor.Partition.PartitionId, position));
            processor.Consumer = consumer;
            try
            {
                await ReadUntilFailureAsync(
                    processor,
                    consumer,
                    dispatched =>
                    {
                        failedConsumers = 0;
                        position = dispatched ?? position;
                    }).ConfigureAwait(false);
                return;
            }
            catch (EventHubsException exception) when (exception.Reason == EventHubsException.FailureReason.ConsumerDisconnected)
            {
                _balancer.ReportStolen(processor.Partition.PartitionId);
                throw;
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or DeveloperCodeException) && ++failedConsumers <= MostFailedConsumers)
            {
                // The next reader gets a chance, from behind the last batch that was handled.
            }
            catch (DeveloperCodeException exception)
            {
                ExceptionDispatchInfo.Throw(exception.InnerException);
            }
            finally
            {
                processor.Consumer = null;
                await consumer.CloseAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ReadUntilFailureAsync(PartitionProcessor<TPartition> processor, ITransportConsumer consumer, Action<EventPosition?> dispatched)
    {
        var failedAttempts = 0;
        while (!processor.IsCancellationRequested)
        {
            try
            {
                // The token is asked for each time: that is where a processor notices that it was disposed of.
                var events = await consumer.ReceiveAsync(_eventBatchMaximumCount, _options.MaximumWaitTime, processor.Token).ConfigureAwait(false);
                if (events.Count > 0 || _options.MaximumWaitTime.HasValue)
                {
                    await DispatchAsync(processor, events).ConfigureAwait(false);
                }

                failedAttempts = 0;
                dispatched(events.Count > 0 ? EventPosition.FromOffset(events[^1].OffsetString, false) : null);
            }
            catch (Exception exception) when (IsStop(exception, processor))
            {
                return;
            }
            catch (Exception exception) when (exception is not (DeveloperCodeException or EventHubsException { Reason: EventHubsException.FailureReason.ConsumerDisconnected }))
            {
                ReportError(exception, processor.Partition, OperationText.ReadEvents);
                if (RetryPolicy.CalculateRetryDelay(exception, ++failedAttempts) is not { } delay)
                {
                    throw;
                }

                await Task.Delay(delay, processor.Token).ConfigureAwait(false);
            }
        }
    }

    private async Task DispatchAsync(PartitionProcessor<TPartition> processor, IReadOnlyList<EventData> events)
    {
        var token = processor.Token;
        try
        {
            await OnProcessingEventBatchAsync(events, processor.Partition, token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !processor.IsCancellationRequested)
        {
            ReportError(
                new EventHubsException(
                    false,
                    EventHubName,
                    "An exception left the code that processes events. The processing of the partition ends, and starts anew from its last checkpoint with the next load balancing cycle",
                    EventHubsException.FailureReason.GeneralError,
                    exception),
                processor.Partition,
                OperationText.DeveloperCode);
            throw new DeveloperCodeException(exception);
        }
    }

    private static bool IsStop(Exception exception, PartitionProcessor<TPartition> processor) =>
        processor.IsCancellationRequested
        && exception is OperationCanceledException or ObjectDisposedException or EventHubsException { Reason: EventHubsException.FailureReason.ClientClosed };

    private ConsumerSettings ConsumerFor(string partitionId, EventPosition position) => new()
    {
        ConsumerGroup = ConsumerGroup,
        PartitionId = partitionId,
        Identifier = $"P{partitionId}-{Identifier}",
        Position = position,
        RetryPolicy = RetryPolicy,
        PrefetchCount = _options.PrefetchCount,
        PrefetchSizeInBytes = _options.PrefetchSizeInBytes,
        OwnerLevel = ProcessorOwnerLevel,
        TrackLastEnqueuedEventProperties = _options.TrackLastEnqueuedEventProperties,
        InvalidateWhenStolen = true,
    };
}
