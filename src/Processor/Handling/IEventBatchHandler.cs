using Azure.Messaging.EventHubs;

namespace Checkpointing.Processor.Handling;

/// <summary>Processes events in the batches in which they were received, in order within a partition; partitions are processed at the same time.</summary>
public interface IEventBatchHandler
{
    /// <summary>
    /// Processes a batch. Returning says that all of it is processed, unless the token was cancelled or <see cref="ProcessingContext.IsStopping"/> has told it to end. For parts of it
    /// see <see cref="ProcessingContext.MarkProcessed"/> and <see cref="PartialBatchException"/>.
    /// </summary>
    /// <param name="events">The events, at least one.</param>
    /// <param name="context">Their partition.</param>
    /// <param name="cancellationToken">Cancelled when the partition is lost, or when the processor stops and the handler has used up
    /// <see cref="CheckpointingProcessorOptions.HandlerStopTimeout"/>. What it then leaves, by an exception or by returning, is given again later, but for what it has marked as processed.</param>
    /// <remarks>
    /// After an exception it is called again with what is not processed, as <see cref="Hosting.EventHubsProcessorOptions.HandlerRetry"/> says. If that goes on failing, the first event that is not processed
    /// counts as the one that failed and is dealt with as <see cref="Hosting.EventHubsProcessorOptions.PoisonPolicy"/> says, and the rest is given again without it. By default the failure is
    /// reported and the partition stops, and begins again with that event after a pause.
    /// </remarks>
    Task HandleAsync(IReadOnlyList<EventData> events, ProcessingContext context, CancellationToken cancellationToken);
}
