using Devkit.Amqp.Framing;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Messaging;

/// <summary>A message with its sections as objects (part 3, section 3.2). Whoever wants bytes only uses <see cref="MessageSections"/>.</summary>
public sealed class AmqpMessage
{
    /// <summary>The transport headers, or null.</summary>
    public MessageHeader? Header { get; set; }

    /// <summary>Annotations for the next hop, keyed by symbols, or null.</summary>
    public AmqpMap? DeliveryAnnotations { get; set; }

    /// <summary>Annotations that travel with the message, keyed by symbols, or null.</summary>
    public AmqpMap? MessageAnnotations { get; set; }

    /// <summary>The standard properties, or null.</summary>
    public MessageProperties? Properties { get; set; }

    /// <summary>The application's properties, keyed by strings, or null.</summary>
    public AmqpMap? ApplicationProperties { get; set; }

    /// <summary>The body's data sections; empty if the body is of another kind.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Data { get; set; } = [];

    /// <summary>The body's sequence sections; empty if the body is of another kind.</summary>
    public IReadOnlyList<List<object?>> Sequences { get; set; } = [];

    /// <summary>The body's single value. Meaningful if <see cref="HasValue"/> is set, because null is a value.</summary>
    public object? Value { get; set; }

    /// <summary>Whether the body is one value.</summary>
    public bool HasValue { get; set; }

    /// <summary>What can be said only after the message was made, keyed by symbols, or null.</summary>
    public AmqpMap? Footer { get; set; }

    /// <summary>A message whose body is one value.</summary>
    public static AmqpMessage FromValue(object? value) => new() { Value = value, HasValue = true };

    /// <summary>A message whose body is one data section.</summary>
    public static AmqpMessage FromData(ReadOnlyMemory<byte> data) => new() { Data = [data] };

    /// <summary>Reads a message. Its data sections point into the memory given: copy what is to outlive it.</summary>
    /// <exception cref="AmqpException">These are not the sections of one message, in their order (<c>amqp:decode-error</c>).</exception>
    public static AmqpMessage Decode(ReadOnlyMemory<byte> encoded)
    {
        AmqpMessage message = new();
        List<ReadOnlyMemory<byte>>? data = null;
        List<List<object?>>? sequences = null;
        AmqpReader reader = new(encoded.Span);
        SectionOrder order = default;
        while (!reader.IsAtEnd)
        {
            ulong section = reader.ReadDescriptor();
            order.Check(section);
            switch (section)
            {
                case Descriptor.Header: message.Header = MessageHeader.Read(ref reader); break;
                case Descriptor.DeliveryAnnotations: message.DeliveryAnnotations = reader.ReadMap(); break;
                case Descriptor.MessageAnnotations: message.MessageAnnotations = reader.ReadMap(); break;
                case Descriptor.Properties: message.Properties = MessageProperties.Read(ref reader); break;
                case Descriptor.ApplicationProperties: message.ApplicationProperties = reader.ReadMap(); break;
                case Descriptor.Footer: message.Footer = reader.ReadMap(); break;
                case Descriptor.Data:
                    int length = reader.ReadBinary().Length;
                    (data ??= []).Add(encoded.Slice(reader.Position - length, length));
                    break;
                case Descriptor.Sequence:
                    (sequences ??= []).Add(reader.ReadValue() as List<object?> ?? throw AmqpException.Decode("A sequence section is no list."));
                    break;
                default:
                    message.Value = reader.ReadValue();
                    message.HasValue = true;
                    break;
            }
        }

        message.Data = data ?? message.Data;
        message.Sequences = sequences ?? message.Sequences;
        return message;
    }

    /// <summary>Writes the sections.</summary>
    public void Encode(AmqpWriter writer)
    {
        (Header as IComposite)?.Write(writer);
        WriteSection(writer, Descriptor.DeliveryAnnotations, DeliveryAnnotations);
        WriteSection(writer, Descriptor.MessageAnnotations, MessageAnnotations);
        (Properties as IComposite)?.Write(writer);
        WriteSection(writer, Descriptor.ApplicationProperties, ApplicationProperties);
        foreach (ReadOnlyMemory<byte> data in Data)
        {
            writer.WriteDescriptor(Descriptor.Data);
            writer.WriteBinary(data.Span);
        }

        foreach (List<object?> sequence in Sequences)
        {
            WriteSection(writer, Descriptor.Sequence, sequence);
        }

        if (HasValue)
        {
            writer.WriteDescriptor(Descriptor.Value);
            writer.WriteValue(Value);
        }

        WriteSection(writer, Descriptor.Footer, Footer);
    }

    /// <summary>The message as bytes of its own.</summary>
    public byte[] ToArray()
    {
        using AmqpWriter writer = new();
        Encode(writer);
        return writer.WrittenSpan.ToArray();
    }

    private static void WriteSection(AmqpWriter writer, ulong section, object? content)
    {
        if (content is not null)
        {
            writer.WriteDescriptor(section);
            writer.WriteValue(content);
        }
    }
}
