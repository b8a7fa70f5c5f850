using Azure.Messaging.EventHubs.Consumer;

namespace Azure.Messaging.EventHubs.Primitives;

/// <summary>Where a consumer group continues with a partition.</summary>
public class EventProcessorCheckpoint
{
    /// <summary>Makes a checkpoint without values.</summary>
    public EventProcessorCheckpoint()
    {
    }

    /// <summary>The host of the namespace.</summary>
    public string FullyQualifiedNamespace { get; set; }

    /// <summary>The hub.</summary>
    public string EventHubName { get; set; }

    /// <summary>The consumer group.</summary>
    public string ConsumerGroup { get; set; }

    /// <summary>The identifier of the partition.</summary>
    public string PartitionId { get; set; }

    /// <summary>Who wrote the checkpoint.</summary>
    public string ClientIdentifier { get; set; }

    /// <summary>Where to start reading: behind the event that the checkpoint was made of.</summary>
    public EventPosition StartingPosition { get; set; }

    /// <summary>When the checkpoint was last written, where the store knows.</summary>
    public DateTimeOffset? LastModified { get; set; }
}
