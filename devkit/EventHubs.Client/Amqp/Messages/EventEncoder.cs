#nullable enable
using Azure.Core.Amqp;
using Azure.Messaging.EventHubs.Core;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;

namespace Azure.Messaging.EventHubs.Amqp.Messages;

/// <summary>Writes events as AMQP messages.</summary>
internal static class EventEncoder
{
    /// <summary>Writes an event, with the partition key that it is sent with in place of one it has.</summary>
    /// <exception cref="System.Runtime.Serialization.SerializationException">A property has a type that cannot be sent.</exception>
    public static void Encode(AmqpWriter writer, EventData eventData, string? partitionKey)
    {
        var source = eventData.GetRawAmqpMessage();
        var message = new AmqpMessage
        {
            Header = source.HasSection(AmqpMessageSection.Header) && source.Header.IsPresent ? HeaderOf(source.Header) : null,
            DeliveryAnnotations = source.HasSection(AmqpMessageSection.DeliveryAnnotations) ? AnnotationsOf(source.DeliveryAnnotations) : null,
            MessageAnnotations = AnnotationsOf(source, partitionKey),
            Properties = source.HasSection(AmqpMessageSection.Properties) && source.Properties.IsPresent ? PropertiesOf(source.Properties) : null,
            ApplicationProperties = source.HasSection(AmqpMessageSection.ApplicationProperties) ? ApplicationPropertiesOf(source) : null,
            Footer = source.HasSection(AmqpMessageSection.Footer) ? AnnotationsOf(source.Footer) : null,
        };
        SetBody(message, source.Body);
        message.Encode(writer);
    }

    /// <summary>Writes the sections that stand before the events of a batch: the partition key, if there is one.</summary>
    public static void EncodeEnvelope(AmqpWriter writer, string? partitionKey)
    {
        if (!string.IsNullOrEmpty(partitionKey))
        {
            new AmqpMessage { MessageAnnotations = new AmqpMap { [AmqpSymbol.FromString(MessageNames.PartitionKey)] = partitionKey } }.Encode(writer);
        }
    }

    private static AmqpMap? AnnotationsOf(AmqpAnnotatedMessage source, string? partitionKey)
    {
        var map = source.HasSection(AmqpMessageSection.MessageAnnotations) ? AnnotationsOf(source.MessageAnnotations) : null;
        if (!string.IsNullOrEmpty(partitionKey))
        {
            (map ??= [])[AmqpSymbol.FromString(MessageNames.PartitionKey)] = partitionKey;
        }

        return map;
    }

    private static AmqpMap? AnnotationsOf(IDictionary<string, object?> annotations)
    {
        if (annotations.Count == 0)
        {
            return null;
        }

        var map = new AmqpMap();
        foreach (var (name, value) in annotations)
        {
            map[AmqpSymbol.FromString(name)] = PropertyConverter.AnnotationToAmqp(name, value);
        }

        return map;
    }

    private static AmqpMap? ApplicationPropertiesOf(AmqpAnnotatedMessage source)
    {
        if (source.ApplicationProperties.Count == 0)
        {
            return null;
        }

        var map = new AmqpMap();
        foreach (var (name, value) in source.ApplicationProperties)
        {
            map[name] = PropertyConverter.ToAmqp(name, value);
        }

        return map;
    }

    private static MessageHeader HeaderOf(AmqpMessageHeader header) => new()
    {
        Durable = header.Durable,
        Priority = header.Priority,
        TimeToLive = header.TimeToLive is { } life ? (uint)Math.Min(life.TotalMilliseconds, uint.MaxValue) : null,
        FirstAcquirer = header.FirstAcquirer,
        DeliveryCount = header.DeliveryCount,
    };

    private static MessageProperties PropertiesOf(AmqpMessageProperties properties) => new()
    {
        MessageId = properties.MessageId?.ToString(),
        UserId = properties.UserId?.ToArray(),
        To = properties.To?.ToString(),
        Subject = properties.Subject,
        ReplyTo = properties.ReplyTo?.ToString(),
        CorrelationId = properties.CorrelationId?.ToString(),
        ContentType = properties.ContentType is { } type ? AmqpSymbol.FromString(type) : (AmqpSymbol?)null,
        ContentEncoding = properties.ContentEncoding is { } encoding ? AmqpSymbol.FromString(encoding) : (AmqpSymbol?)null,
        AbsoluteExpiryTime = properties.AbsoluteExpiryTime,
        CreationTime = properties.CreationTime,
        GroupId = properties.GroupId,
        GroupSequence = properties.GroupSequence,
        ReplyToGroupId = properties.ReplyToGroupId,
    };

    private static void SetBody(AmqpMessage message, AmqpMessageBody body)
    {
        if (body.TryGetData(out var data))
        {
            message.Data = data as IReadOnlyList<ReadOnlyMemory<byte>> ?? [.. data!];
        }
        else if (body.TryGetSequence(out var sequences))
        {
            message.Sequences = [.. sequences!.Select(sequence => sequence.Select(item => PropertyConverter.AnnotationToAmqp("body", item)).ToList())];
        }
        else if (body.TryGetValue(out var value))
        {
            message.HasValue = true;
            message.Value = PropertyConverter.AnnotationToAmqp("body", value);
        }
    }
}
