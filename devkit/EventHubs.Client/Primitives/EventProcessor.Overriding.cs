using System.ComponentModel;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Core;
using Azure.Messaging.EventHubs.Processor;

namespace Azure.Messaging.EventHubs.Primitives;

public abstract partial class EventProcessor<TPartition>
{
    /// <summary>Opens a connection; called once for the processor, once for each partition, and once when starting.</summary>
    protected internal virtual EventHubConnection CreateConnection() => _connect();

    /// <summary>Checks, while the processor starts, that hub and store answer.</summary>
    /// <exception cref="AggregateException">One of them does not.</exception>
    protected internal virtual Task ValidateProcessingPreconditions(CancellationToken cancellationToken) => ValidateAsync(cancellationToken);

    /// <summary>Every ownership record of the consumer group, never <see langword="null"/>.</summary>
    protected abstract Task<IEnumerable<EventProcessorPartitionOwnership>> ListOwnershipAsync(CancellationToken cancellationToken);

    /// <summary>Claims partitions; see <see cref="CheckpointStore.ClaimOwnershipAsync"/>.</summary>
    protected abstract Task<IEnumerable<EventProcessorPartitionOwnership>> ClaimOwnershipAsync(IEnumerable<EventProcessorPartitionOwnership> desiredOwnership, CancellationToken cancellationToken);

    /// <summary>Handles a batch of events of a partition; an empty one when the wait time passed.</summary>
    /// <param name="events">The events, in order.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellationToken">Asks to end, because the processor stops or has lost the partition.</param>
    protected abstract Task OnProcessingEventBatchAsync(IEnumerable<EventData> events, TPartition partition, CancellationToken cancellationToken);

    /// <summary>Is told about failures. Nobody waits for it, and what it throws is lost.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="partition">The partition, or <see langword="null"/> when the failure is not about one.</param>
    /// <param name="operationDescription">What was being done, in words.</param>
    /// <param name="cancellationToken">Never cancelled.</param>
    protected abstract Task OnProcessingErrorAsync(Exception exception, TPartition partition, string operationDescription, CancellationToken cancellationToken);

    /// <summary>Prepares a partition, before its checkpoint is read.</summary>
    protected virtual Task OnInitializingPartitionAsync(TPartition partition, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Is told that the processing of a partition ended. Only its synchronous part is waited for: what follows its first
    /// incomplete await runs while the partition may already have another owner.
    /// </summary>
    protected virtual Task OnPartitionProcessingStoppedAsync(TPartition partition, ProcessingStoppedReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The checkpoint of a partition, or <see langword="null"/>. It or <see cref="ListCheckpointsAsync"/> has to be overridden.</summary>
    protected virtual async Task<EventProcessorCheckpoint> GetCheckpointAsync(string partitionId, CancellationToken cancellationToken)
    {
        foreach (var checkpoint in await ListCheckpointsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (checkpoint.PartitionId == partitionId)
            {
                return checkpoint;
            }
        }

        return null;
    }

    /// <summary>All checkpoints of the consumer group.</summary>
    /// <exception cref="NotImplementedException">It is not overridden.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected virtual Task<IEnumerable<EventProcessorCheckpoint>> ListCheckpointsAsync(CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Stores a checkpoint with a numeric offset.</summary>
    /// <exception cref="NotImplementedException">There is no sequence number, or nothing is overridden.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(ObsoleteText.NumericOffset, false)]
    protected virtual Task UpdateCheckpointAsync(string partitionId, long offset, long? sequenceNumber, CancellationToken cancellationToken) =>
        sequenceNumber.HasValue
            ? UpdateCheckpointAsync(partitionId, new CheckpointPosition(offset, sequenceNumber.Value), cancellationToken)
            : throw new NotImplementedException();

    /// <summary>Stores a checkpoint: the event up to which a partition has been processed.</summary>
    /// <exception cref="NotImplementedException">It is not overridden.</exception>
    protected virtual Task UpdateCheckpointAsync(string partitionId, CheckpointPosition startingPosition, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Asks the service for the identifiers of the partitions.</summary>
    protected virtual async Task<string[]> ListPartitionIdsAsync(EventHubConnection connection, CancellationToken cancellationToken)
    {
        EventHubProperties = await connection.Transport.GetPropertiesAsync(RetryPolicy, cancellationToken).ConfigureAwait(false);
        return EventHubProperties.PartitionIds;
    }

    /// <summary>What the last delivery told about the newest event of a partition that is being processed.</summary>
    /// <exception cref="EventHubsException">The partition is not being processed (<see cref="EventHubsException.FailureReason.ClientClosed"/>).</exception>
    protected virtual LastEnqueuedEventProperties ReadLastEnqueuedEventProperties(string partitionId) => ReadLastEnqueued(partitionId);
}
