using Azure.Messaging.EventHubs;

namespace Checkpointing.Processor.Handling;

/// <summary>Processes events in the batches in which they were received, in order within a partition; partitions are processed at the same time.</summary>
public interface IEventBatchHandler
{
    /// <summary>Processes a batch. Returning, unless the token was cancelled, says that all of it is processed; see <see cref="ProcessingContext.MarkProcessed"/> for parts of it.</summary>
    /// <param name="events">The events, at least one.</param>
    /// <param name="context">Their partition.</param>
    /// <param name="cancellationToken">Cancelled when the partition is lost, or when the processor stops and the handler has used up
    /// <see cref="CheckpointingProcessorOptions.HandlerStopTimeout"/>. What it then leaves, by an exception or by returning, is given again later, but for what it has marked as processed.</param>
    /// <remarks>An exception is reported, and stops the partition until the next balancing cycle, which begins again after the last event that was marked as processed.</remarks>
    Task HandleAsync(IReadOnlyList<EventData> events, ProcessingContext context, CancellationToken cancellationToken);
}
