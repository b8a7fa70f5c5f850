#nullable enable
using Azure.Core.Amqp;

namespace Azure.Messaging.EventHubs.Core.Transport;

/// <summary>An event as it came over the wire: what is read of every event is at hand, the rest is decoded when asked for.</summary>
internal abstract class ReceivedMessage
{
    public abstract long SequenceNumber { get; }

    public abstract string? Offset { get; }

    public abstract DateTimeOffset EnqueuedTime { get; }

    public abstract string? PartitionKey { get; }

    /// <summary>Reads the body; false when it does not consist of data sections.</summary>
    public abstract bool TryGetBody(out BinaryData? body);

    public abstract AmqpAnnotatedMessage ToAnnotatedMessage();
}
