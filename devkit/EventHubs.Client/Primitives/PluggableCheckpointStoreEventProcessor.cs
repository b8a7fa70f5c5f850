using System.ComponentModel;
using Azure.Core;
using Azure.Messaging.EventHubs.Core;
using Azure.Messaging.EventHubs.Processor;

namespace Azure.Messaging.EventHubs.Primitives;

/// <summary>A processor that keeps ownership and checkpoints in a <see cref="CheckpointStore"/>.</summary>
/// <typeparam name="TPartition">What is known about a partition while it is processed.</typeparam>
public abstract class PluggableCheckpointStoreEventProcessor<TPartition> : EventProcessor<TPartition>
    where TPartition : EventProcessorPartition, new()
{
    private readonly CheckpointStore _store;

    /// <summary>For tests: a processor that cannot be used.</summary>
    protected PluggableCheckpointStoreEventProcessor()
    {
    }

    /// <summary>A processor of the hub that the connection string names.</summary>
    protected PluggableCheckpointStoreEventProcessor(CheckpointStore checkpointStore, int eventBatchMaximumCount, string consumerGroup, string connectionString, EventProcessorOptions options = null)
        : base(eventBatchMaximumCount, consumerGroup, connectionString, options) => _store = Argument.NotNull(checkpointStore, nameof(checkpointStore));

    /// <summary>A processor of a hub of the namespace that the connection string names.</summary>
    protected PluggableCheckpointStoreEventProcessor(CheckpointStore checkpointStore, int eventBatchMaximumCount, string consumerGroup, string connectionString, string eventHubName, EventProcessorOptions options = null)
        : base(eventBatchMaximumCount, consumerGroup, connectionString, eventHubName, options) => _store = Argument.NotNull(checkpointStore, nameof(checkpointStore));

    /// <summary>A processor with a shared key.</summary>
    protected PluggableCheckpointStoreEventProcessor(CheckpointStore checkpointStore, int eventBatchMaximumCount, string consumerGroup, string fullyQualifiedNamespace, string eventHubName, AzureNamedKeyCredential credential, EventProcessorOptions options = null)
        : base(eventBatchMaximumCount, consumerGroup, fullyQualifiedNamespace, eventHubName, credential, options) => _store = Argument.NotNull(checkpointStore, nameof(checkpointStore));

    /// <summary>A processor with a signature that was made elsewhere.</summary>
    protected PluggableCheckpointStoreEventProcessor(CheckpointStore checkpointStore, int eventBatchMaximumCount, string consumerGroup, string fullyQualifiedNamespace, string eventHubName, AzureSasCredential credential, EventProcessorOptions options = null)
        : base(eventBatchMaximumCount, consumerGroup, fullyQualifiedNamespace, eventHubName, credential, options) => _store = Argument.NotNull(checkpointStore, nameof(checkpointStore));

    /// <summary>A processor with an identity.</summary>
    protected PluggableCheckpointStoreEventProcessor(CheckpointStore checkpointStore, int eventBatchMaximumCount, string consumerGroup, string fullyQualifiedNamespace, string eventHubName, TokenCredential credential, EventProcessorOptions options = null)
        : base(eventBatchMaximumCount, consumerGroup, fullyQualifiedNamespace, eventHubName, credential, options) => _store = Argument.NotNull(checkpointStore, nameof(checkpointStore));

    /// <inheritdoc/>
    protected override Task<IEnumerable<EventProcessorPartitionOwnership>> ListOwnershipAsync(CancellationToken cancellationToken) =>
        _store.ListOwnershipAsync(FullyQualifiedNamespace, EventHubName, ConsumerGroup, cancellationToken);

    /// <inheritdoc/>
    protected override Task<IEnumerable<EventProcessorPartitionOwnership>> ClaimOwnershipAsync(IEnumerable<EventProcessorPartitionOwnership> desiredOwnership, CancellationToken cancellationToken) =>
        _store.ClaimOwnershipAsync(desiredOwnership, cancellationToken);

    /// <inheritdoc/>
    protected override Task<EventProcessorCheckpoint> GetCheckpointAsync(string partitionId, CancellationToken cancellationToken) =>
        _store.GetCheckpointAsync(FullyQualifiedNamespace, EventHubName, ConsumerGroup, partitionId, cancellationToken);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(ObsoleteText.NumericOffset, false)]
    protected override Task UpdateCheckpointAsync(string partitionId, long offset, long? sequenceNumber, CancellationToken cancellationToken) =>
        _store.UpdateCheckpointAsync(FullyQualifiedNamespace, EventHubName, ConsumerGroup, partitionId, offset, sequenceNumber, cancellationToken);

    /// <inheritdoc/>
    protected override Task UpdateCheckpointAsync(string partitionId, CheckpointPosition startingPosition, CancellationToken cancellationToken) =>
        _store.UpdateCheckpointAsync(FullyQualifiedNamespace, EventHubName, ConsumerGroup, partitionId, Identifier, startingPosition, cancellationToken);
}
