using Azure.Messaging.EventHubs;

namespace Checkpointing.Processor.Handling;

/// <summary>Processes events one at a time, in order within a partition; partitions are processed at the same time.</summary>
public interface IEventHandler
{
    /// <summary>Processes one event. Returning, unless the token was cancelled, says that it is processed and need not be given to anybody again.</summary>
    /// <param name="eventData">The event.</param>
    /// <param name="context">Its partition.</param>
    /// <param name="cancellationToken">Cancelled when the partition is lost, or when the processor stops and the handler has used up
    /// <see cref="CheckpointingProcessorOptions.HandlerStopTimeout"/>. What it then leaves, by an exception or by returning, is given again later.</param>
    /// <remarks>An exception is reported, and stops the partition until the next balancing cycle, which begins again after the last event that was processed.</remarks>
    Task HandleAsync(EventData eventData, ProcessingContext context, CancellationToken cancellationToken);
}
