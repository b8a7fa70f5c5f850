namespace Azure.Messaging.EventHubs.Primitives;

/// <summary>What a processor knows about a partition it processes. Derived types add state of their own, which lasts until processing starts anew.</summary>
public class EventProcessorPartition
{
    /// <summary>Makes a partition; the processor then sets the identifier.</summary>
    public EventProcessorPartition()
    {
    }

    /// <summary>The identifier of the partition; not yet known in the constructor of a derived type.</summary>
    public string PartitionId { get; protected internal set; }
}
