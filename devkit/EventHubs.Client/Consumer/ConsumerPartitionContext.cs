using Azure.Messaging.EventHubs.Core;
using Azure.Messaging.EventHubs.Core.Transport;

namespace Azure.Messaging.EventHubs.Consumer;

/// <summary>A partition that a transport consumer reads.</summary>
internal sealed class ConsumerPartitionContext : PartitionContext
{
    // Weak: an event that somebody keeps must not keep the links of its reader.
    private readonly WeakReference<ITransportConsumer> _consumer;

    public ConsumerPartitionContext(string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId, ITransportConsumer consumer)
        : base(fullyQualifiedNamespace, eventHubName, consumerGroup, partitionId) => _consumer = new WeakReference<ITransportConsumer>(consumer);

    public override LastEnqueuedEventProperties ReadLastEnqueuedEventProperties() =>
        _consumer.TryGetTarget(out var consumer) && !consumer.IsClosed
            ? consumer.LastEnqueued
            : throw ClosedClient.Exception(EventHubName, "The reader of the partition");
}
