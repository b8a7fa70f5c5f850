using System.Buffers.Binary;
using Devkit.Amqp.Types;

namespace Devkit.EventHubs.Broker.Messages;

/// <summary>The message annotations that Event Hubs writes into every stored event, with the types that its clients insist on.</summary>
internal static class BrokerAnnotations
{
    /// <summary>Bytes that the annotations take at most, the partition key and the producer's own aside.</summary>
    public const int MaximumLength = 192;

    private const byte MessageAnnotationsSection = 0x72;
    private const byte Map32 = 0xd1;

    private static ReadOnlySpan<byte> SequenceNumberName => "x-opt-sequence-number"u8;

    private static ReadOnlySpan<byte> OffsetName => "x-opt-offset"u8;

    private static ReadOnlySpan<byte> EnqueuedTimeName => "x-opt-enqueued-time"u8;

    private static ReadOnlySpan<byte> PartitionKeyName => "x-opt-partition-key"u8;

    /// <summary>Reads the key of an annotation, of whatever type it is.</summary>
    public static BrokerAnnotation Read(ref AmqpReader reader)
    {
        if (reader.Peek() is not (0xa3 or 0xb3))
        {
            reader.Skip();
            return BrokerAnnotation.None;
        }

        ReadOnlySpan<byte> name = reader.ReadSymbolBytes();
        if (name.SequenceEqual(PartitionKeyName))
        {
            return BrokerAnnotation.PartitionKey;
        }

        bool isWritten = name.SequenceEqual(SequenceNumberName) || name.SequenceEqual(OffsetName) || name.SequenceEqual(EnqueuedTimeName);
        return isWritten ? BrokerAnnotation.Written : BrokerAnnotation.None;
    }

    /// <summary>Writes the message-annotations section of a stored event.</summary>
    /// <param name="target">At least <see cref="MaximumLength"/> bytes more than key and producer's annotations take.</param>
    /// <param name="message">The producer's message.</param>
    /// <param name="sequenceNumber">The event's sequence number.</param>
    /// <param name="offset">The event's offset, in ASCII.</param>
    /// <param name="enqueuedTime">Milliseconds since the Unix epoch.</param>
    /// <returns>Number of bytes written.</returns>
    public static int Write(Span<byte> target, in IncomingMessage message, long sequenceNumber, ReadOnlySpan<byte> offset, long enqueuedTime)
    {
        // Descriptor (3 bytes), constructor (1), size (4), count (4).
        const int entries = 12;
        var writer = new SpanWriter(target[entries..]);
        writer.WriteSymbol(SequenceNumberName);
        writer.WriteLong(sequenceNumber);
        writer.WriteSymbol(OffsetName);
        writer.WriteString(offset);
        writer.WriteSymbol(EnqueuedTimeName);
        writer.WriteTimestamp(enqueuedTime);
        int count = 6 + message.AnnotationCount;
        if (!message.PartitionKey.IsEmpty)
        {
            writer.WriteSymbol(PartitionKeyName);
            writer.WriteString(message.PartitionKey.Span);
            count += 2;
        }

        writer.WriteBytes(message.Annotations.Span);
        target[0] = 0x00;
        target[1] = 0x53;
        target[2] = MessageAnnotationsSection;
        target[3] = Map32;
        BinaryPrimitives.WriteInt32BigEndian(target[4..], writer.Length + 4);
        BinaryPrimitives.WriteInt32BigEndian(target[8..], count);
        return entries + writer.Length;
    }
}
