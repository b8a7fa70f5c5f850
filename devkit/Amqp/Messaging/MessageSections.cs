using Devkit.Amqp.Types;

namespace Devkit.Amqp.Messaging;

/// <summary>
/// Where the sections of an encoded message lie, each with its descriptor; an absent section is an empty range at the place it would have.
/// Found without decoding what is inside: a broker stores the bytes of a producer's sections and sends them on behind annotations of its own.
/// </summary>
public readonly record struct MessageSections
{
    /// <summary>The header.</summary>
    public Range Header { get; private init; }

    /// <summary>The delivery annotations.</summary>
    public Range DeliveryAnnotations { get; private init; }

    /// <summary>The message annotations.</summary>
    public Range MessageAnnotations { get; private init; }

    /// <summary>The standard properties.</summary>
    public Range Properties { get; private init; }

    /// <summary>The application properties.</summary>
    public Range ApplicationProperties { get; private init; }

    /// <summary>The body: all its data or sequence sections, or its value.</summary>
    public Range Body { get; private init; }

    /// <summary>The footer.</summary>
    public Range Footer { get; private init; }

    /// <summary>Everything that nobody may change on the way: from the properties to the end of the body (part 3, section 3.2), and the footer.</summary>
    public Range BareMessageAndFooter => Properties.Start..Footer.End;

    /// <summary>Finds the sections.</summary>
    /// <exception cref="AmqpException">These are not the sections of one message, in their order (<c>amqp:decode-error</c>).</exception>
    public static MessageSections Find(ReadOnlySpan<byte> encoded)
    {
        // Seven sections have eight borders; what is absent has two equal ones.
        Span<int> ends = stackalloc int[7];
        AmqpReader reader = new(encoded);
        SectionOrder order = default;
        int filled = 0;
        while (!reader.IsAtEnd)
        {
            int start = reader.Position;
            ulong section = reader.ReadDescriptor();
            order.Check(section);
            int index = section switch
            {
                < Descriptor.Data => (int)(section - Descriptor.Header),
                Descriptor.Footer => 6,
                _ => 5,
            };
            if (filled < index)
            {
                ends[filled..index].Fill(start);
            }

            CheckKind(ref reader, section);
            reader.Skip();
            ends[index] = reader.Position;
            filled = index + 1;
        }

        ends[filled..].Fill(encoded.Length);
        return new MessageSections
        {
            Header = 0..ends[0],
            DeliveryAnnotations = ends[0]..ends[1],
            MessageAnnotations = ends[1]..ends[2],
            Properties = ends[2]..ends[3],
            ApplicationProperties = ends[3]..ends[4],
            Body = ends[4]..ends[5],
            Footer = ends[5]..ends[6],
        };
    }

    /// <summary>The contents of the data sections in a <see cref="Body"/>, one after the other: of a batch, its messages.</summary>
    public static DataSectionEnumerator EnumerateData(ReadOnlyMemory<byte> body) => new(body);

    private static void CheckKind(ref AmqpReader reader, ulong section)
    {
        byte code = reader.Peek();
        bool fits = section switch
        {
            Descriptor.Header or Descriptor.Properties or Descriptor.Sequence => code is FormatCode.List0 or FormatCode.List8 or FormatCode.List32,
            Descriptor.Data => code is FormatCode.Binary8 or FormatCode.Binary32,
            Descriptor.Value => true,
            _ => code is FormatCode.Map8 or FormatCode.Map32 or FormatCode.Null,
        };
        if (!fits)
        {
            throw AmqpException.Decode($"The section 0x{section:X2} is of the wrong type.");
        }
    }
}
