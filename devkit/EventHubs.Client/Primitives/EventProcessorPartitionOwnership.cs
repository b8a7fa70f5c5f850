namespace Azure.Messaging.EventHubs.Primitives;

/// <summary>Who owns a partition on behalf of a consumer group.</summary>
public class EventProcessorPartitionOwnership
{
    /// <summary>Makes a record without values.</summary>
    public EventProcessorPartitionOwnership()
    {
    }

    /// <summary>The host of the namespace.</summary>
    public string FullyQualifiedNamespace { get; set; }

    /// <summary>The hub.</summary>
    public string EventHubName { get; set; }

    /// <summary>The consumer group.</summary>
    public string ConsumerGroup { get; set; }

    /// <summary>The identifier of the owner; empty when the partition was let go of.</summary>
    public string OwnerIdentifier { get; set; }

    /// <summary>The identifier of the partition.</summary>
    public string PartitionId { get; set; }

    /// <summary>When the record was last written.</summary>
    public DateTimeOffset LastModifiedTime { get; set; }

    /// <summary>What a store recognises a change of the record by; its own business.</summary>
    public string Version { get; set; }
}
