#nullable enable
using Azure.Core.Amqp;

namespace Azure.Messaging.EventHubs.Core;

/// <summary>Collects what <see cref="EventData.SystemProperties"/> shows: the annotations and the standard properties of a message.</summary>
internal static class SystemPropertiesReader
{
    public static IReadOnlyDictionary<string, object?> Read(AmqpAnnotatedMessage message)
    {
        var result = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (message.HasSection(AmqpMessageSection.MessageAnnotations))
        {
            foreach (var (name, value) in message.MessageAnnotations)
            {
                result[name] = name == MessageNames.EnqueuedTime && value is DateTime time ? new DateTimeOffset(time.ToUniversalTime()) : value;
            }
        }

        if (message.HasSection(AmqpMessageSection.Properties))
        {
            AddProperties(message.Properties, result);
        }

        return result;
    }

    private static void AddProperties(AmqpMessageProperties properties, Dictionary<string, object?> result)
    {
        Add(MessageNames.MessageId, properties.MessageId?.ToString());
        Add(MessageNames.UserId, properties.UserId);
        Add(MessageNames.To, properties.To?.ToString());
        Add(MessageNames.Subject, properties.Subject);
        Add(MessageNames.ReplyTo, properties.ReplyTo?.ToString());
        Add(MessageNames.CorrelationId, properties.CorrelationId?.ToString());
        Add(MessageNames.ContentType, properties.ContentType);
        Add(MessageNames.ContentEncoding, properties.ContentEncoding);
        Add(MessageNames.AbsoluteExpiryTime, properties.AbsoluteExpiryTime);
        Add(MessageNames.CreationTime, properties.CreationTime);
        Add(MessageNames.GroupId, properties.GroupId);
        Add(MessageNames.GroupSequence, properties.GroupSequence);
        Add(MessageNames.ReplyToGroupId, properties.ReplyToGroupId);

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                result[name] = value;
            }
        }
    }
}
