using System.ComponentModel;

namespace Azure.Messaging.EventHubs.Consumer;

/// <summary>The partition that an event was read from.</summary>
public class PartitionContext
{
    /// <summary>For tests and derived types.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected PartitionContext(string partitionId)
    {
        ArgumentException.ThrowIfNullOrEmpty(partitionId);
        PartitionId = partitionId;
    }

    /// <summary>For tests and derived types.</summary>
    protected internal PartitionContext(string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId)
        : this(partitionId)
    {
        FullyQualifiedNamespace = fullyQualifiedNamespace;
        EventHubName = eventHubName;
        ConsumerGroup = consumerGroup;
    }

    /// <summary>The host of the namespace.</summary>
    public string FullyQualifiedNamespace { get; }

    /// <summary>The hub.</summary>
    public string EventHubName { get; }

    /// <summary>The consumer group that is read on behalf of.</summary>
    public string ConsumerGroup { get; }

    /// <summary>The identifier of the partition.</summary>
    public string PartitionId { get; }

    /// <summary>What the service last told about the newest event; without values unless that is tracked.</summary>
    /// <exception cref="EventHubsException">The reader was closed (<see cref="EventHubsException.FailureReason.ClientClosed"/>).</exception>
    public virtual LastEnqueuedEventProperties ReadLastEnqueuedEventProperties() => default;
}
