using Devkit.Amqp.Messaging;
using Devkit.Amqp.Tests.Support;
using Devkit.Amqp.Types;
using FsCheck.Fluent;

namespace Devkit.Amqp.Tests.Types;

public sealed class RoundTripTests
{
    [Fact]
    public void What_is_written_is_read_again() => Generators.Check(Prop.ForAll(Generators.AnyValue, value =>
    {
        byte[] encoded = Encode(value);
        AmqpReader reader = new(encoded);
        object? decoded = reader.ReadValue();
        return (reader.IsAtEnd && Values.AreEqual(decoded, value, "") is "").Label(Values.AreEqual(decoded, value, "value"));
    }));

    [Fact]
    public void Passing_over_a_value_ends_where_reading_it_ends() => Generators.Check(Prop.ForAll(Generators.AnyValue, value =>
    {
        AmqpReader reader = new([.. Encode(value), 0x40]);
        reader.Skip();
        return reader.TryReadNull() && reader.IsAtEnd;
    }));

    [Fact]
    public void A_value_that_is_cut_off_is_a_decode_error() => Generators.Check(Prop.ForAll(Generators.AnyValue, value =>
    {
        byte[] encoded = Encode(value);
        int step = Math.Max(1, encoded.Length / 50);
        return Enumerable.Range(0, encoded.Length).Where(length => length % step == 0).All(length => IsRefused(encoded[..length]));
    }));

    [Fact]
    public void Whatever_can_be_read_can_be_written_and_read_again() => Generators.Check(Prop.ForAll<byte[]>(noise =>
    {
        if (TryRead(noise, out object? first))
        {
            return TryRead(Encode(first), out object? second) && Values.AreEqual(second, first, "") is "";
        }

        return true;
    }));

    [Fact]
    public void Messages_come_back_as_they_were() => Generators.Check(Prop.ForAll(Generators.AnyMessage, message =>
    {
        byte[] encoded = message.ToArray();
        AmqpMessage decoded = AmqpMessage.Decode(encoded);
        return decoded.ToArray().AsSpan().SequenceEqual(encoded)
            && decoded.Header == message.Header
            && decoded.HasValue == message.HasValue
            && Values.AreEqual(decoded.Value, message.Value, "") is ""
            && Values.AreEqual(decoded.ApplicationProperties, message.ApplicationProperties, "") is ""
            && decoded.Data.Count == message.Data.Count;
    }));

    [Fact]
    public void The_sections_of_a_message_are_the_whole_of_it_in_order() => Generators.Check(Prop.ForAll(Generators.AnyMessage, message =>
    {
        byte[] encoded = message.ToArray();
        MessageSections sections = MessageSections.Find(encoded);
        Range[] all =
        [
            sections.Header, sections.DeliveryAnnotations, sections.MessageAnnotations, sections.Properties,
            sections.ApplicationProperties, sections.Body, sections.Footer,
        ];
        int data = 0;
        if (message.Data.Count > 0)
        {
            foreach (ReadOnlyMemory<byte> section in MessageSections.EnumerateData(encoded.AsMemory()[sections.Body]))
            {
                if (!section.Span.SequenceEqual(message.Data[data++].Span))
                {
                    return false;
                }
            }
        }

        return all.SelectMany(range => encoded[range]).SequenceEqual(encoded)
            && data == message.Data.Count
            && (message.Footer is null) == (encoded[sections.Footer].Length == 0)
            && (message.Properties is null) == (encoded[sections.Properties].Length == 0);
    }));

    private static byte[] Encode(object? value)
    {
        using AmqpWriter writer = new(16);
        writer.WriteValue(value);
        return writer.WrittenSpan.ToArray();
    }

    private static bool TryRead(byte[] encoded, out object? value)
    {
        try
        {
            AmqpReader reader = new(encoded);
            value = reader.ReadValue();
            return true;
        }
        catch (AmqpException exception) when (exception.Condition == ErrorCondition.DecodeError)
        {
            value = null;
            return false;
        }
    }

    private static bool IsRefused(byte[] encoded) => !TryRead(encoded, out _);
}
