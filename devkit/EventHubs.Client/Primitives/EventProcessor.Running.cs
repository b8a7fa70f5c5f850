using Azure.Messaging.EventHubs.Consumer;

namespace Azure.Messaging.EventHubs.Primitives;

public abstract partial class EventProcessor<TPartition>
{
    /// <summary>Whether the processor is running.</summary>
    public bool IsRunning { get; protected set; }

    /// <summary>Starts, and waits until hub and store have answered.</summary>
    public virtual void StartProcessing(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Starts, and waits until hub and store have answered.</summary>
    public virtual Task StartProcessingAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Stops, and waits until all handlers have ended.</summary>
    public virtual void StopProcessing(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Stops, and waits until all handlers have ended.</summary>
    public virtual Task StopProcessingAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private Task<EventProcessorCheckpoint> ValidateAsync(CancellationToken cancellationToken) => GetCheckpointAsync("-1", cancellationToken);

    private LastEnqueuedEventProperties ReadLastEnqueued(string partitionId) => throw new NotSupportedException(partitionId + _eventBatchMaximumCount);
}
