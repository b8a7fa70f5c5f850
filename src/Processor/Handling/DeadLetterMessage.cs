using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;

namespace Checkpointing.Processor.Handling;

/// <summary>A dead letter as an event: the one it was, and what became of it as application properties.</summary>
internal static class DeadLetterMessage
{
    /// <summary>What annotations of the service begin with; nobody else may set them.</summary>
    private const string ServiceAnnotation = "x-opt-";

    /// <summary>How much of stack and message is kept, in characters: the first that fits.</summary>
    private static readonly (int Stack, int Message)[] Lengths = [(16_384, 4_096), (4_096, 1_024), (1_024, 512), (0, 256), (0, 0)];

    /// <summary>Adds a dead letter to a batch, with as much of stack and message as fits.</summary>
    /// <returns>False if it does not fit without them either.</returns>
    public static bool TryAdd(DeadLetter letter, EventDataBatch batch)
    {
        foreach ((int stack, int message) in Lengths)
        {
            EventData copy = Copy(letter.Event);
            AddStory(letter, copy.Properties);
            AddShortened(copy.Properties, DeadLetterProperties.ExceptionStackTrace, letter.ExceptionStackTrace, stack);
            AddShortened(copy.Properties, DeadLetterProperties.ExceptionMessage, letter.ExceptionMessage, message);
            if (batch.TryAdd(copy))
            {
                return true;
            }
        }

        return false;
    }

    private static EventData Copy(EventData original)
    {
        AmqpAnnotatedMessage source = original.GetRawAmqpMessage();
        var copy = new AmqpAnnotatedMessage(source.Body);
        if (source.HasSection(AmqpMessageSection.Properties))
        {
            CopyProperties(source.Properties, copy.Properties);
        }

        if (source.HasSection(AmqpMessageSection.MessageAnnotations))
        {
            foreach ((string name, object? value) in source.MessageAnnotations)
            {
                if (!name.StartsWith(ServiceAnnotation, StringComparison.OrdinalIgnoreCase))
                {
                    copy.MessageAnnotations[name] = value;
                }
            }
        }

        foreach ((string name, object? value) in source.ApplicationProperties)
        {
            if (!name.StartsWith(DeadLetterProperties.Prefix, StringComparison.Ordinal))
            {
                copy.ApplicationProperties[name] = value;
            }
        }

        return new EventData(copy);
    }

    private static void CopyProperties(AmqpMessageProperties source, AmqpMessageProperties copy)
    {
        copy.AbsoluteExpiryTime = source.AbsoluteExpiryTime;
        copy.ContentEncoding = source.ContentEncoding;
        copy.ContentType = source.ContentType;
        copy.CorrelationId = source.CorrelationId;
        copy.CreationTime = source.CreationTime;
        copy.GroupId = source.GroupId;
        copy.GroupSequence = source.GroupSequence;
        copy.MessageId = source.MessageId;
        copy.ReplyTo = source.ReplyTo;
        copy.ReplyToGroupId = source.ReplyToGroupId;
        copy.Subject = source.Subject;
        copy.To = source.To;
        copy.UserId = source.UserId;
    }

    private static void AddStory(DeadLetter letter, IDictionary<string, object> properties)
    {
        properties[DeadLetterProperties.Namespace] = letter.FullyQualifiedNamespace;
        properties[DeadLetterProperties.EventHub] = letter.EventHubName;
        properties[DeadLetterProperties.ConsumerGroup] = letter.ConsumerGroup;
        properties[DeadLetterProperties.Partition] = letter.PartitionId;
        properties[DeadLetterProperties.SequenceNumber] = letter.SequenceNumber;
        if (letter.Offset is { } offset)
        {
            properties[DeadLetterProperties.Offset] = offset;
        }

        // As UTC date-times these travel as AMQP timestamps, which every SDK reads.
        properties[DeadLetterProperties.EnqueuedTime] = letter.EnqueuedTime.UtcDateTime;
        properties[DeadLetterProperties.Time] = letter.Time.UtcDateTime;
        properties[DeadLetterProperties.Attempts] = letter.Attempts;
        properties[DeadLetterProperties.ExceptionType] = letter.ExceptionType;
    }

    private static void AddShortened(IDictionary<string, object> properties, string name, string text, int length)
    {
        if (length > 0 && text.Length > 0)
        {
            properties[name] = text.Length <= length ? text : text[..Cut(text, length)];
        }
    }

    /// <summary>Not between the two halves of one character.</summary>
    private static int Cut(string text, int length) => char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
}
