using System.ComponentModel;
using Azure.Core;
using Azure.Core.Amqp;
using Azure.Messaging.EventHubs.Core;

namespace Azure.Messaging.EventHubs;

public partial class EventData
{
    /// <summary>The bytes of the event.</summary>
    /// <exception cref="NotSupportedException">The body is an AMQP value or sequence.</exception>
    public BinaryData EventBody
    {
        get => _body ??= ReadBody();
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            Message.Body = AmqpMessageBody.FromData([value.ToMemory()]);
            _body = value;
        }
    }

    /// <summary>The same as <see cref="EventBody"/>, for code that deals in messages of several services.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override BinaryData Data
    {
        get => EventBody;
        set => EventBody = value;
    }

    /// <summary>The bytes of the event, as memory.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ReadOnlyMemory<byte> Body => EventBody.ToMemory();

    /// <summary>The bytes of the event, as a stream.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Stream BodyAsStream => EventBody.ToStream();

    /// <summary>The MIME type of the body, or <see langword="null"/>.</summary>
    public new string ContentType
    {
        get => _message is null && _received is null ? null : Message.Properties.ContentType;
        set => Message.Properties.ContentType = value;
    }

    /// <summary>The application's identifier of the event, or <see langword="null"/>.</summary>
    public string MessageId
    {
        get => Message.Properties.MessageId?.ToString();
        set => Message.Properties.MessageId = value is null ? null : new AmqpMessageId(value);
    }

    /// <summary>The application's identifier of what the event belongs to, or <see langword="null"/>.</summary>
    public string CorrelationId
    {
        get => Message.Properties.CorrelationId?.ToString();
        set => Message.Properties.CorrelationId = value is null ? null : new AmqpMessageId(value);
    }

    /// <summary>
    /// The application's properties. Values may be a string, boolean, number, <see cref="char"/>, <see cref="Guid"/>,
    /// <see cref="DateTime"/>, <see cref="DateTimeOffset"/>, <see cref="TimeSpan"/>, <see cref="Uri"/>, <see cref="Stream"/> or
    /// array of bytes; others fail when the event is sent.
    /// </summary>
    public IDictionary<string, object> Properties => Message.ApplicationProperties;

    /// <summary>What the service and the AMQP message itself say about the event, by their names there.</summary>
    public IReadOnlyDictionary<string, object> SystemProperties => _systemProperties ??= SystemPropertiesReader.Read(Message);

    /// <summary>The number of the event in its partition, or <see cref="long.MinValue"/> when it was not read from one.</summary>
    public long SequenceNumber =>
        _message is null ? _received.SequenceNumber : Annotation(MessageNames.SequenceNumber) is { } number ? (long)number : long.MinValue;

    /// <summary>The offset of the event in its partition, or <see langword="null"/> when it was not read from one.</summary>
    public string OffsetString => _message is null ? _received.Offset : (string)Annotation(MessageNames.Offset);

    /// <summary>The offset as a number, or <see cref="long.MinValue"/> when there is none.</summary>
    /// <exception cref="NotSupportedException">The offset is not a number.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(ObsoleteText.NumericOffset, false)]
    public long Offset => OffsetString is { Length: > 0 } offset ? NumericOffset.Parse(offset) : long.MinValue;

    /// <summary>When the service stored the event, or <see langword="default"/> when it was not read from a hub.</summary>
    public DateTimeOffset EnqueuedTime => _message is null ? _received.EnqueuedTime : Annotation(MessageNames.EnqueuedTime) switch
    {
        null => default,
        DateTimeOffset time => time,
        DateTime time => new DateTimeOffset(time.ToUniversalTime()),
        long ticks => new DateTimeOffset(ticks, TimeSpan.Zero),
        var other => throw new InvalidCastException($"The annotation '{MessageNames.EnqueuedTime}' is a {other.GetType()}, not a time."),
    };

    /// <summary>The key that chose the partition, or <see langword="null"/>.</summary>
    public string PartitionKey => _message is null ? _received.PartitionKey : (string)Annotation(MessageNames.PartitionKey);

    /// <summary>Always <see langword="false"/>.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool IsReadOnly => false;

    /// <summary>The MIME type of the body, for code that deals in messages of several services.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected override ContentType? ContentTypeCore
    {
        get => ContentType is { } type ? new ContentType(type) : null;
        set => ContentType = value?.ToString();
    }

    private object Annotation(string name) =>
        _message.HasSection(AmqpMessageSection.MessageAnnotations) && _message.MessageAnnotations.TryGetValue(name, out var value) ? value : null;

    private BinaryData ReadBody()
    {
        if (_message is not null)
        {
            return MessageBodyReader.Read(_message.Body);
        }

        return _received.TryGetBody(out var body) ? body : MessageBodyReader.Read(Message.Body);
    }
}
