#nullable enable
using Azure.Core.Amqp;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;

namespace Azure.Messaging.EventHubs.Amqp.Messages;

/// <summary>Reads AMQP messages into the objects of the public API.</summary>
internal static class MessageDecoder
{
    public static AmqpAnnotatedMessage Decode(ReadOnlyMemory<byte> encoded)
    {
        var source = AmqpMessage.Decode(encoded);
        var message = new AmqpAnnotatedMessage(BodyOf(source));
        if (source.Header is { } header)
        {
            CopyHeader(header, message.Header);
        }

        if (source.Properties is { } properties)
        {
            CopyProperties(properties, message.Properties);
        }

        CopyMap(source.DeliveryAnnotations, () => message.DeliveryAnnotations);
        CopyMap(source.MessageAnnotations, () => message.MessageAnnotations);
        CopyMap(source.ApplicationProperties, () => message.ApplicationProperties);
        CopyMap(source.Footer, () => message.Footer);
        return message;
    }

    private static AmqpMessageBody BodyOf(AmqpMessage source)
    {
        if (source.HasValue)
        {
            return source.Value is null ? AmqpMessageBody.FromData([]) : AmqpMessageBody.FromValue(PropertyConverter.FromAmqp(source.Value)!);
        }

        return source.Sequences.Count > 0
            ? AmqpMessageBody.FromSequence([.. source.Sequences.Select(sequence => (IList<object>)sequence.ConvertAll(item => PropertyConverter.FromAmqp(item)!))])
            : AmqpMessageBody.FromData(source.Data);
    }

    private static void CopyMap(AmqpMap? source, Func<IDictionary<string, object?>> target)
    {
        if (source is null)
        {
            return;
        }

        var values = target();
        foreach (var (key, value) in source)
        {
            values[key.ToString()!] = PropertyConverter.FromAmqp(value);
        }
    }

    private static void CopyHeader(MessageHeader source, AmqpMessageHeader target)
    {
        target.Durable = source.Durable;
        target.Priority = source.Priority;
        target.TimeToLive = source.TimeToLive is { } life ? TimeSpan.FromMilliseconds(life) : null;
        target.FirstAcquirer = source.FirstAcquirer;
        target.DeliveryCount = source.DeliveryCount;
    }

    private static void CopyProperties(MessageProperties source, AmqpMessageProperties target)
    {
        target.MessageId = source.MessageId is { } id ? new AmqpMessageId(TextOf(id)) : null;
        target.UserId = source.UserId is { } user ? new ReadOnlyMemory<byte>(user) : null;
        target.To = source.To is { } to ? new AmqpAddress(to) : null;
        target.Subject = source.Subject;
        target.ReplyTo = source.ReplyTo is { } reply ? new AmqpAddress(reply) : null;
        target.CorrelationId = source.CorrelationId is { } correlation ? new AmqpMessageId(TextOf(correlation)) : null;
        target.ContentType = source.ContentType?.Text;
        target.ContentEncoding = source.ContentEncoding?.Text;
        target.AbsoluteExpiryTime = source.AbsoluteExpiryTime;
        target.CreationTime = source.CreationTime;
        target.GroupId = source.GroupId;
        target.GroupSequence = source.GroupSequence;
        target.ReplyToGroupId = source.ReplyToGroupId;
    }

    private static string TextOf(object id) => id is byte[] bytes ? Convert.ToHexString(bytes) : id.ToString()!;
}
