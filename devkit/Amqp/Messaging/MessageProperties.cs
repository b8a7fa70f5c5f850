using Devkit.Amqp.Framing;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Messaging;

/// <summary>The standard properties of a message (part 3, section 3.2.4). Null means absent.</summary>
public sealed record MessageProperties : IComposite
{
    /// <summary>The message's identity: a <see cref="string"/>, <see cref="ulong"/>, <see cref="Guid"/> or <c>byte[]</c>.</summary>
    public object? MessageId { get; init; }

    /// <summary>Who is responsible for the message.</summary>
    public byte[]? UserId { get; init; }

    /// <summary>The node it is destined for.</summary>
    public string? To { get; init; }

    /// <summary>What it is about.</summary>
    public string? Subject { get; init; }

    /// <summary>The node to send replies to.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>The identity of the message this one answers, of the types of <see cref="MessageId"/>.</summary>
    public object? CorrelationId { get; init; }

    /// <summary>The MIME type of the body.</summary>
    public AmqpSymbol? ContentType { get; init; }

    /// <summary>The MIME content encoding of the body.</summary>
    public AmqpSymbol? ContentEncoding { get; init; }

    /// <summary>When the message is to be thought expired.</summary>
    public DateTimeOffset? AbsoluteExpiryTime { get; init; }

    /// <summary>When the message was made.</summary>
    public DateTimeOffset? CreationTime { get; init; }

    /// <summary>The group it belongs to.</summary>
    public string? GroupId { get; init; }

    /// <summary>Its place in the group.</summary>
    public uint? GroupSequence { get; init; }

    /// <summary>The group that replies belong to.</summary>
    public string? ReplyToGroupId { get; init; }

    void IComposite.Write(AmqpWriter writer)
    {
        FieldWriter fields = new(writer, Descriptor.Properties);
        fields.Value(MessageId);
        fields.Value(UserId);
        fields.Value(To);
        fields.Value(Subject);
        fields.Value(ReplyTo);
        fields.Value(CorrelationId);
        fields.Symbol(ContentType);
        fields.Symbol(ContentEncoding);
        fields.Timestamp(AbsoluteExpiryTime);
        fields.Timestamp(CreationTime);
        fields.Value(GroupId);
        fields.UInt(GroupSequence);
        fields.Value(ReplyToGroupId);
        fields.End();
    }

    internal static MessageProperties Read(ref AmqpReader reader)
    {
        FieldReader fields = new(ref reader);
        MessageProperties properties = new()
        {
            MessageId = fields.Value(ref reader),
            UserId = fields.Binary(ref reader, out bool hasUser) is var user && hasUser ? user.ToArray() : null,
            To = fields.String(ref reader),
            Subject = fields.String(ref reader),
            ReplyTo = fields.String(ref reader),
            CorrelationId = fields.Value(ref reader),
            ContentType = fields.Symbol(ref reader),
            ContentEncoding = fields.Symbol(ref reader),
            AbsoluteExpiryTime = fields.Timestamp(ref reader),
            CreationTime = fields.Timestamp(ref reader),
            GroupId = fields.String(ref reader),
            GroupSequence = fields.UInt(ref reader),
            ReplyToGroupId = fields.String(ref reader),
        };
        fields.End(ref reader);
        return properties;
    }
}
