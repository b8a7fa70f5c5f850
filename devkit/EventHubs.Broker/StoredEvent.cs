using System.Text;

namespace Devkit.EventHubs.Broker;

/// <summary>An event as the broker keeps it.</summary>
public sealed class StoredEvent
{
    internal StoredEvent(string partitionId, long sequenceNumber, string offset, DateTimeOffset enqueuedTime)
    {
        PartitionId = partitionId;
        SequenceNumber = sequenceNumber;
        Offset = offset;
        EnqueuedTime = enqueuedTime;
    }

    /// <summary>The partition.</summary>
    public string PartitionId { get; }

    /// <summary>Its number in the partition, from 0.</summary>
    public long SequenceNumber { get; }

    /// <summary>Its offset in the broker's <see cref="OffsetFormat"/>.</summary>
    public string Offset { get; }

    /// <summary>When it came, in milliseconds precision.</summary>
    public DateTimeOffset EnqueuedTime { get; }

    /// <summary>The key that chose the partition, or null.</summary>
    public string? PartitionKey { get; internal init; }

    /// <summary>The body; empty where the producer sent something else than data.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body read as UTF-8.</summary>
    public string BodyText => Encoding.UTF8.GetString(Body.Span);

    /// <summary>Application properties that the producer set.</summary>
    public required IReadOnlyDictionary<string, object?> Properties { get; init; }

    /// <summary>The whole message in AMQP encoding, as consumers get it.</summary>
    public required ReadOnlyMemory<byte> Message { get; init; }
}
