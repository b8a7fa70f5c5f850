using System.Text;

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
    /// <param name="partitionKey">Key of the envelope in UTF-8, for a message that carries none itself.</param>
    /// <exception cref="FormatException">The bytes are not a well-formed message.</exception>
    public static IncomingMessage Parse(ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> partitionKey = default)
    {
        var sections = new SectionReader(message.Span);
        ReadOnlyMemory<byte> header = default, annotations = default, key = default;
        int contentStart = message.Length, annotationCount = 0;
        byte last = 0;
        while (sections.Read())
        {
            if (sections.Code < last || (sections.Code == last && last is not (SectionCode.Data or SectionCode.Sequence)))
            {
                throw new FormatException("The sections of the message are out of order.");
            }

            last = sections.Code;
            if (last == SectionCode.Header)
            {
                header = message[sections.Start..sections.End];
            }
            else if (last == SectionCode.MessageAnnotations)
            {
                (annotations, annotationCount, key) = ReadAnnotations(message[sections.ValueStart..sections.End]);
            }
            else if (last >= SectionCode.Properties)
            {
                contentStart = Math.Min(contentStart, sections.Start);
            }
        }

        return new IncomingMessage(header, annotations, annotationCount, message[contentStart..], key.IsEmpty ? partitionKey : key);
    }

    private static (ReadOnlyMemory<byte> Entries, int Count, ReadOnlyMemory<byte> Key) ReadAnnotations(ReadOnlyMemory<byte> map)
    {
        (Range range, int count) = EncodedValue.ReadMap(map.Span);
        ReadOnlyMemory<byte> entries = map[range], key = default;
        List<Range>? kept = null;
        int position = 0;
        for (int i = 0; i < count; i += 2)
        {
            int start = position;
            ReadOnlySpan<byte> name = Next(entries.Span, ref position);
            ReadOnlySpan<byte> value = Next(entries.Span, ref position);
            bool isBrokers = BrokerAnnotations.IsBrokers(EncodedValue.ReadVariable(name));
            if (isBrokers)
            {
                kept ??= start == 0 ? [] : [0..start];
                key = BrokerAnnotations.IsPartitionKey(EncodedValue.ReadVariable(name))
                    ? entries[(position - EncodedValue.ReadVariable(value).Length)..position]
                    : key;
                count -= 2;
                i -= 2;
            }
            else
            {
                kept?.Add(start..position);
            }
        }

        return (kept is null ? entries : Join(entries, kept), count, key);
    }

    private static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> entries, ref int position)
    {
        int start = position;
        position += EncodedValue.Measure(entries[start..]);
        return entries[start..position];
    }

    private static ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> entries, List<Range> kept)
    {
        if (kept.Count <= 1)
        {
            return kept.Count == 0 ? default : entries[kept[0]];
        }

        using var joined = new MemoryStream();
        foreach (Range range in kept)
        {
            joined.Write(entries[range].Span);
        }

        return joined.ToArray();
    }
}
