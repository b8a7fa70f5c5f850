using System.Runtime.InteropServices;

namespace Azure.Messaging.EventHubs.Consumer;

/// <summary>An event with the partition it was read from. Both are null when a reader's wait time passed without an event.</summary>
[StructLayout(LayoutKind.Auto)]
public struct PartitionEvent
{
    /// <summary>Makes the pair.</summary>
    public PartitionEvent(PartitionContext partition, EventData data)
    {
        Partition = partition;
        Data = data;
    }

    /// <summary>The partition.</summary>
    public PartitionContext Partition { get; }

    /// <summary>The event.</summary>
    public EventData Data { get; }
}
