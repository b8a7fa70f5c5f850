using System.ComponentModel;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Core;
using Azure.Messaging.EventHubs.Producer;

namespace Azure.Messaging.EventHubs;

/// <summary>Makes objects that otherwise only the library makes, for tests of code that uses them.</summary>
public static class EventHubsModelFactory
{
    private const long DefaultMaximumBatchSize = long.MaxValue;

    /// <summary>The properties of a hub.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static EventHubProperties EventHubProperties(string name, DateTimeOffset createdOn, string[] partitionIds) =>
        new(name, createdOn, partitionIds, false);

    /// <summary>The properties of a hub.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static EventHubProperties EventHubProperties(string name, DateTimeOffset createdOn, string[] partitionIds, bool isGeoReplicationEnabled) =>
        new(name, createdOn, partitionIds, isGeoReplicationEnabled);

    /// <summary>The properties of a partition, with a numeric offset.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(ObsoleteText.NumericOffset, false)]
    public static PartitionProperties PartitionProperties(string eventHubName, string partitionId, bool isEmpty, long beginningSequenceNumber, long lastSequenceNumber, long lastOffset, DateTimeOffset lastEnqueuedTime) =>
        new(eventHubName, partitionId, isEmpty, beginningSequenceNumber, lastSequenceNumber, lastOffset, lastEnqueuedTime);

    /// <summary>The properties of a partition.</summary>
    public static PartitionProperties PartitionProperties(string eventHubName, string partitionId, bool isEmpty, long beginningSequenceNumber, long lastSequenceNumber, string lastOffsetString, DateTimeOffset lastEnqueuedTime) =>
        new(eventHubName, partitionId, isEmpty, beginningSequenceNumber, lastSequenceNumber, lastOffsetString, lastEnqueuedTime);

    /// <summary>The state of idempotent publishing.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static PartitionPublishingProperties PartitionPublishingProperties(bool isIdempotentPublishingEnabled, long? producerGroupId, short? ownerLevel, int? lastPublishedSequenceNumber) =>
        new(isIdempotentPublishingEnabled, producerGroupId, ownerLevel, lastPublishedSequenceNumber);

    /// <summary>What is known about the newest event, with a numeric offset.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(ObsoleteText.NumericOffset, false)]
    public static LastEnqueuedEventProperties LastEnqueuedEventProperties(long? lastSequenceNumber, long? lastOffset, DateTimeOffset? lastEnqueuedTime, DateTimeOffset? lastReceivedTime) =>
        new(lastSequenceNumber, lastOffset, lastEnqueuedTime, lastReceivedTime);

    /// <summary>What is known about the newest event.</summary>
    public static LastEnqueuedEventProperties LastEnqueuedEventProperties(long? lastSequenceNumber, string lastOffsetString, DateTimeOffset? lastEnqueuedTime, DateTimeOffset? lastReceivedTime) =>
        new(lastSequenceNumber, lastOffsetString, lastEnqueuedTime, lastReceivedTime);

    /// <summary>A partition that is read, known by its identifier alone.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static PartitionContext PartitionContext(string partitionId, LastEnqueuedEventProperties lastEnqueuedEventProperties = default) =>
        new FixedPartitionContext(null, null, null, partitionId, lastEnqueuedEventProperties);

    /// <summary>A partition that is read.</summary>
    public static PartitionContext PartitionContext(string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId, LastEnqueuedEventProperties lastEnqueuedEventProperties = default) =>
        new FixedPartitionContext(fullyQualifiedNamespace, eventHubName, consumerGroup, partitionId, lastEnqueuedEventProperties);

    /// <summary>An event as if it had been read, with a numeric offset.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(ObsoleteText.NumericOffset, false)]
    public static EventData EventData(BinaryData eventBody, IDictionary<string, object> properties = null, IReadOnlyDictionary<string, object> systemProperties = null, string partitionKey = null, long sequenceNumber = long.MinValue, long offset = long.MinValue, DateTimeOffset enqueuedTime = default) =>
        new(eventBody, properties, systemProperties, partitionKey, sequenceNumber, NumericOffset.Format(offset), enqueuedTime);

    /// <summary>An event as if it had been read.</summary>
    public static EventData EventData(BinaryData eventBody, IDictionary<string, object> properties = null, IReadOnlyDictionary<string, object> systemProperties = null, string partitionKey = null, long sequenceNumber = long.MinValue, string offsetString = null, DateTimeOffset enqueuedTime = default) =>
        new(eventBody, properties, systemProperties, partitionKey, sequenceNumber, offsetString, enqueuedTime);

    /// <summary>A batch whose events end up in a list of the caller's.</summary>
    /// <param name="batchSizeBytes">The size that the batch shall report.</param>
    /// <param name="batchEventStore">Receives the events that are added.</param>
    /// <param name="batchOptions">The options that the batch shall have been made with.</param>
    /// <param name="tryAddCallback">Decides whether an event is added; every one is, unless set.</param>
    public static EventDataBatch EventDataBatch(long batchSizeBytes, IList<EventData> batchEventStore, CreateBatchOptions batchOptions = null, Func<EventData, bool> tryAddCallback = null)
    {
        ArgumentNullException.ThrowIfNull(batchEventStore);
        var options = batchOptions?.Clone() ?? new CreateBatchOptions();
        var batch = new ListBatch(batchSizeBytes, options.MaximumSizeInBytes ?? DefaultMaximumBatchSize, batchEventStore, tryAddCallback ?? (_ => true));
        return new EventDataBatch(batch, "mock", "mock", options);
    }

    private sealed class FixedPartitionContext : PartitionContext
    {
        private readonly LastEnqueuedEventProperties _lastEnqueued;

        public FixedPartitionContext(string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId, LastEnqueuedEventProperties lastEnqueued)
            : base(fullyQualifiedNamespace, eventHubName, consumerGroup, partitionId) => _lastEnqueued = lastEnqueued;

        public override LastEnqueuedEventProperties ReadLastEnqueuedEventProperties() => _lastEnqueued;
    }
}
