using Devkit.Amqp.Types;
using Devkit.EventHubs.Broker.Messages;

namespace Devkit.EventHubs.Broker.Senders;

/// <summary>Who published an event idempotently, and which number it gave it; travels as link properties and as annotations.</summary>
/// <param name="Id">The producer group, or null.</param>
/// <param name="Epoch">The producer's epoch in its group, or null.</param>
/// <param name="SequenceNumber">The event's number, or that of the last event, or null.</param>
internal readonly record struct ProducerStamp(long? Id, short? Epoch, int? SequenceNumber)
{
    /// <summary>Capability of a link on which events are numbered.</summary>
    public static readonly AmqpSymbol Capability = "com.microsoft:idempotent-producer";

    private const string IdName = "com.microsoft:producer-id";
    private const string EpochName = "com.microsoft:producer-epoch";
    private const string SequenceNumberName = "com.microsoft:producer-sequence-number";

    /// <summary>Reads the properties of a link.</summary>
    public static ProducerStamp Read(AmqpMap? properties) => new(
        properties?[new AmqpSymbol(IdName)] as long?,
        properties?[new AmqpSymbol(EpochName)] as short?,
        properties?[new AmqpSymbol(SequenceNumberName)] as int?);

    /// <summary>Reads the annotations of an event.</summary>
    public static ProducerStamp Read(in IncomingMessage message)
    {
        var annotations = new AmqpMap();
        var reader = new AmqpReader(message.Annotations.Span);
        for (int i = 0; i < message.AnnotationCount; i += 2)
        {
            if (reader.ReadValue() is { } name)
            {
                annotations[name] = reader.ReadValue();
            }
        }

        return Read(annotations);
    }

    /// <summary>The stamp as properties of a link, of the exact types that clients expect.</summary>
    public AmqpMap ToProperties() => new()
    {
        { new AmqpSymbol(IdName), Id },
        { new AmqpSymbol(EpochName), Epoch },
        { new AmqpSymbol(SequenceNumberName), SequenceNumber },
    };
}
