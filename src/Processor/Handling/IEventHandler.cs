using Azure.Messaging.EventHubs;

namespace Checkpointing.Processor.Handling;

/// <summary>Processes events one at a time, in order within a partition; partitions are processed at the same time.</summary>
public interface IEventHandler
{
    /// <summary>Processes one event. Returning says that it is processed, and that it need not be given to anybody again.</summary>
    /// <param name="eventData">The event.</param>
    /// <param name="context">Its partition.</param>
    /// <param name="cancellationToken">Cancelled when the partition is lost, or when the processor stops and the handler has used up
    /// <see cref="CheckpointingProcessorOptions.HandlerStopTimeout"/>. A handler that then throws is given the event again later.</param>
    /// <remarks>An exception is reported, and stops the partition until the next balancing cycle, which begins again after the last event that was processed.</remarks>
    Task HandleAsync(EventData eventData, ProcessingContext context, CancellationToken cancellationToken);
}
