#nullable enable
namespace Azure.Core.Amqp;

/// <summary>The properties section (OASIS AMQP 1.0, section 3.2.4).</summary>
public class AmqpMessageProperties
{
    internal AmqpMessageProperties()
    {
    }

    /// <summary>When the message is considered expired.</summary>
    public DateTimeOffset? AbsoluteExpiryTime { get; set; }

    /// <summary>A modifier of the content type, such as a compression.</summary>
    public string? ContentEncoding { get; set; }

    /// <summary>The MIME type of the body.</summary>
    public string? ContentType { get; set; }

    /// <summary>The application's identifier of what this message belongs to.</summary>
    public AmqpMessageId? CorrelationId { get; set; }

    /// <summary>When the message was created.</summary>
    public DateTimeOffset? CreationTime { get; set; }

    /// <summary>The group that the message belongs to.</summary>
    public string? GroupId { get; set; }

    /// <summary>The position of the message within its group.</summary>
    public uint? GroupSequence { get; set; }

    /// <summary>The application's identifier of the message.</summary>
    public AmqpMessageId? MessageId { get; set; }

    /// <summary>The node to send replies to.</summary>
    public AmqpAddress? ReplyTo { get; set; }

    /// <summary>The group that replies belong to.</summary>
    public string? ReplyToGroupId { get; set; }

    /// <summary>What the message is about.</summary>
    public string? Subject { get; set; }

    /// <summary>The node the message is destined to.</summary>
    public AmqpAddress? To { get; set; }

    /// <summary>Who created the message.</summary>
    public ReadOnlyMemory<byte>? UserId { get; set; }

    internal bool IsPresent =>
        AbsoluteExpiryTime.HasValue || ContentEncoding is not null || ContentType is not null || CorrelationId.HasValue
        || CreationTime.HasValue || GroupId is not null || GroupSequence.HasValue || MessageId.HasValue || ReplyTo.HasValue
        || ReplyToGroupId is not null || Subject is not null || To.HasValue || UserId.HasValue;
}
