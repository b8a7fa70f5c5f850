using System.ComponentModel;
using Azure.Messaging.EventHubs.Core;
using Azure.Messaging.EventHubs.Processor;

namespace Azure.Messaging.EventHubs.Primitives;

/// <summary>Keeps ownership and checkpoints for processors.</summary>
public abstract class CheckpointStore
{
    /// <summary>For derived stores.</summary>
    protected CheckpointStore()
    {
    }

    /// <summary>Every ownership record of a consumer group, never <see langword="null"/>.</summary>
    public abstract Task<IEnumerable<EventProcessorPartitionOwnership>> ListOwnershipAsync(string fullyQualifiedNamespace, string eventHubName, string consumerGroup, CancellationToken cancellationToken);

    /// <summary>
    /// Claims partitions: each record takes effect only if the stored one still has its <see cref="EventProcessorPartitionOwnership.Version"/>
    /// (or, without one, does not exist).
    /// </summary>
    /// <param name="desiredOwnership">The wanted records; possibly none, and possibly different objects each time it is enumerated.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The records that took effect, with their new version and time; never <see langword="null"/>.</returns>
    public abstract Task<IEnumerable<EventProcessorPartitionOwnership>> ClaimOwnershipAsync(IEnumerable<EventProcessorPartitionOwnership> desiredOwnership, CancellationToken cancellationToken);

    /// <summary>The checkpoint of a partition, or <see langword="null"/>. A processor that starts asks for the partition <c>-1</c> to see whether the store answers.</summary>
    public abstract Task<EventProcessorCheckpoint> GetCheckpointAsync(string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId, CancellationToken cancellationToken);

    /// <summary>Stores a checkpoint with a numeric offset.</summary>
    /// <exception cref="NotImplementedException">The store does not override it.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(ObsoleteText.NumericOffset, false)]
    public virtual Task UpdateCheckpointAsync(string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId, long offset, long? sequenceNumber, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Stores a checkpoint: the event up to which a partition has been processed.</summary>
    /// <exception cref="NotImplementedException">The store does not override it.</exception>
    public virtual Task UpdateCheckpointAsync(string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId, string clientIdentifier, CheckpointPosition startingPosition, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
