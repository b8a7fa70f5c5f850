namespace Checkpointing.Processor.Handling;

/// <summary>Keeps events whose handler failed for good. One object serves all partitions, at the same time.</summary>
public interface IDeadLetterSink
{
    /// <summary>Stores a dead letter. The checkpoint passes the event only after this has returned, so return when it is safe, and try again by yourself what may succeed.</summary>
    /// <param name="letter">The event, where it stood, and why it failed.</param>
    /// <param name="cancellationToken">Cancelled when the partition is lost, or when the processor stops and <see cref="CheckpointingProcessorOptions.HandlerStopTimeout"/> has passed.</param>
    /// <remarks>
    /// An exception stops the partition; the event is given to the handler again, and comes back if that fails again. After a crash an event may be stored a second time:
    /// partition and sequence number identify it.
    /// </remarks>
    Task StoreAsync(DeadLetter letter, CancellationToken cancellationToken);
}
