using Azure.Messaging.EventHubs;

namespace Checkpointing.Processor.Handling;

/// <summary>
/// Processes events one at a time, in order within a partition, or, with <see cref="Hosting.EventHubsProcessorOptions.MaxConcurrentEvents"/>, several of a partition at once in order for each key.
/// Partitions are processed at the same time.
/// </summary>
public interface IEventHandler
{
    /// <summary>
    /// Processes one event. Returning says that it is processed and need not be given to anybody again, unless the token was cancelled or <see cref="ProcessingContext.IsStopping"/> has told
    /// it to end.
    /// </summary>
    /// <param name="eventData">The event.</param>
    /// <param name="context">Its partition.</param>
    /// <param name="cancellationToken">Cancelled when the partition is lost, or when the processor stops and the handler has used up
    /// <see cref="CheckpointingProcessorOptions.HandlerStopTimeout"/>. What it then leaves, by an exception or by returning, is given again later.</param>
    /// <remarks>
    /// After an exception it is called again, as <see cref="Hosting.EventHubsProcessorOptions.HandlerRetry"/> says; an event that goes on failing is dealt with as
    /// <see cref="Hosting.EventHubsProcessorOptions.PoisonPolicy"/> says. By default it is reported and its partition stops, and begins again with it after a pause.
    /// </remarks>
    Task HandleAsync(EventData eventData, ProcessingContext context, CancellationToken cancellationToken);
}
