#nullable enable
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Core;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;

namespace Azure.Messaging.EventHubs.Amqp.Messages;

/// <summary>Reads the delivery annotations in which the service tells about the newest event of a partition.</summary>
internal static class LastEnqueuedReader
{
    public static LastEnqueuedEventProperties? Read(ReadOnlySpan<byte> encoded)
    {
        var section = encoded[MessageSections.Find(encoded).DeliveryAnnotations];
        if (section.IsEmpty)
        {
            return null;
        }

        var reader = new AmqpReader(section);
        reader.ReadDescriptor();
        return reader.ReadMap() is { } map
            ? new LastEnqueuedEventProperties(
                Get<long?>(map, MessageNames.LastEnqueuedSequenceNumber),
                Get<string>(map, MessageNames.LastEnqueuedOffset),
                Get<DateTimeOffset?>(map, MessageNames.LastEnqueuedTime),
                Get<DateTimeOffset?>(map, MessageNames.LastReceivedTime))
            : null;
    }

    private static T? Get<T>(AmqpMap map, string name) => map.TryGetValue(AmqpSymbol.FromString(name), out var value) && value is T typed ? typed : default;
}
