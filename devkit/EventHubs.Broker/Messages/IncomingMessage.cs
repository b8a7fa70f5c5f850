using System.Text;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;

namespace Devkit.EventHubs.Broker.Messages;

/// <summary>
/// A producer's encoded message, cut where the broker's annotations go: the header stays in front, the producer's own
/// message annotations are merged with the broker's, everything behind is stored as it came.
/// </summary>
internal readonly struct IncomingMessage
{
    private IncomingMessage(
        ReadOnlyMemory<byte> header, ReadOnlyMemory<byte> annotations, int annotationCount, ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> key)
    {
        Header = header;
        Annotations = annotations;
        AnnotationCount = annotationCount;
        Content = content;
        PartitionKey = key;
    }

    /// <summary>The header section, or nothing.</summary>
    public ReadOnlyMemory<byte> Header { get; }

    /// <summary>Encoded keys and values of the producer's message annotations, without those that the broker writes.</summary>
    public ReadOnlyMemory<byte> Annotations { get; }

    /// <summary>Number of keys and values in <see cref="Annotations"/>.</summary>
    public int AnnotationCount { get; }

    /// <summary>Properties, application properties, body and footer.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>The partition key in UTF-8, or nothing.</summary>
    public ReadOnlyMemory<byte> PartitionKey { get; }

    /// <summary>The partition key, or null.</summary>
    public string? PartitionKeyText => PartitionKey.IsEmpty ? null : Encoding.UTF8.GetString(PartitionKey.Span);

    /// <summary>Cuts an encoded message.</summary>
    /// <param name="message">The sections of one message. The result refers to these bytes.</param>
    /// <param name="sections">Where they are.</param>
    /// <param name="partitionKey">Key of the envelope in UTF-8, for a message that carries none itself.</param>
    /// <exception cref="Amqp.AmqpException">The annotations are malformed.</exception>
    public static IncomingMessage Cut(ReadOnlyMemory<byte> message, in MessageSections sections, ReadOnlyMemory<byte> partitionKey = default)
    {
        (ReadOnlyMemory<byte> annotations, int count, ReadOnlyMemory<byte> key) = ReadAnnotations(message[sections.MessageAnnotations]);
        return new IncomingMessage(
            message[sections.Header], annotations, count, message[sections.BareMessageAndFooter], key.IsEmpty ? partitionKey : key);
    }

    private static (ReadOnlyMemory<byte> Entries, int Count, ReadOnlyMemory<byte> Key) ReadAnnotations(ReadOnlyMemory<byte> section)
    {
        if (section.IsEmpty)
        {
            return default;
        }

        var reader = new AmqpReader(section.Span);
        reader.ReadDescriptor();
        if (reader.TryReadNull())
        {
            return default;
        }

        int pairs = reader.ReadMapHeader(out int end);
        int first = reader.Position, kept = 0;
        ReadOnlyMemory<byte> key = default;
        List<Range> ranges = [];
        for (int i = 0; i < pairs; i++)
        {
            int start = reader.Position;
            BrokerAnnotation name = BrokerAnnotations.Read(ref reader);
            int value = reader.Position;
            reader.Skip();
            if (name == BrokerAnnotation.None)
            {
                kept++;
                ranges.Add(start..reader.Position);
            }
            else if (name == BrokerAnnotation.PartitionKey)
            {
                key = ReadText(section[value..reader.Position]);
            }
        }

        return (kept == pairs ? section[first..end] : Join(section, ranges), 2 * kept, key);
    }

    private static ReadOnlyMemory<byte> ReadText(ReadOnlyMemory<byte> value)
    {
        var reader = new AmqpReader(value.Span);
        return reader.TryReadNull() ? default : value[^reader.ReadStringBytes().Length..];
    }

    private static byte[] Join(ReadOnlyMemory<byte> section, List<Range> ranges)
    {
        using var joined = new MemoryStream();
        foreach (Range range in ranges)
        {
            joined.Write(section[range].Span);
        }

        return joined.ToArray();
    }
}
