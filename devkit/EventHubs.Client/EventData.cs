using System.ComponentModel;
using Azure.Core.Amqp;
using Azure.Messaging.EventHubs.Core;
using Azure.Messaging.EventHubs.Core.Transport;

namespace Azure.Messaging.EventHubs;

/// <summary>An event: bytes with properties, and once it was read from a hub also its place there.</summary>
public partial class EventData : MessageContent
{
    private readonly ReceivedMessage _received;
    private AmqpAnnotatedMessage _message;
    private BinaryData _body;
    private IReadOnlyDictionary<string, object> _systemProperties;

    /// <summary>An event with an empty body.</summary>
    public EventData()
        : this(ReadOnlyMemory<byte>.Empty)
    {
    }

    /// <summary>An event with a body; not null.</summary>
    public EventData(BinaryData eventBody)
    {
        ArgumentNullException.ThrowIfNull(eventBody);
        _body = eventBody;
        _message = new AmqpAnnotatedMessage(AmqpMessageBody.FromData([eventBody.ToMemory()]));
    }

    /// <summary>An event with a body; the memory is not copied.</summary>
    public EventData(ReadOnlyMemory<byte> eventBody)
        : this(new BinaryData(eventBody))
    {
    }

    /// <summary>An event with a text, encoded as UTF-8.</summary>
    public EventData(string eventBody)
        : this(new BinaryData(eventBody))
    {
    }

    /// <summary>An event made of an AMQP message, which is used as it is.</summary>
    public EventData(AmqpAnnotatedMessage amqpMessage)
    {
        ArgumentNullException.ThrowIfNull(amqpMessage);
        _message = amqpMessage;
    }

    /// <summary>For tests and derived types: an event as if it had been read.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected EventData(BinaryData eventBody, IDictionary<string, object> properties = null, IReadOnlyDictionary<string, object> systemProperties = null, long sequenceNumber = long.MinValue, string offsetString = null, DateTimeOffset enqueuedTime = default, string partitionKey = null)
        : this(eventBody)
    {
        _systemProperties = systemProperties;
        if (properties is not null)
        {
            foreach (var (name, value) in properties)
            {
                _message.ApplicationProperties[name] = value;
            }
        }

        SetPlace(sequenceNumber, offsetString, enqueuedTime, partitionKey);
    }

    /// <summary>For tests and derived types: an event as if it had been read, with a numeric offset.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(ObsoleteText.NumericOffset, false)]
    protected EventData(BinaryData eventBody, IDictionary<string, object> properties = null, IReadOnlyDictionary<string, object> systemProperties = null, long sequenceNumber = long.MinValue, long offset = long.MinValue, DateTimeOffset enqueuedTime = default, string partitionKey = null)
        : this(eventBody, properties, systemProperties, sequenceNumber, NumericOffset.Format(offset), enqueuedTime, partitionKey)
    {
    }

    /// <summary>For tests and derived types: an event as if it had been read, with a numeric offset.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(ObsoleteText.NumericOffset, false)]
    protected EventData(ReadOnlyMemory<byte> eventBody, IDictionary<string, object> properties = null, IReadOnlyDictionary<string, object> systemProperties = null, long sequenceNumber = long.MinValue, long offset = long.MinValue, DateTimeOffset enqueuedTime = default, string partitionKey = null)
        : this(new BinaryData(eventBody), properties, systemProperties, sequenceNumber, NumericOffset.Format(offset), enqueuedTime, partitionKey)
    {
    }

    internal EventData(ReceivedMessage received) => _received = received;

    internal EventData(BinaryData eventBody, IDictionary<string, object> properties, IReadOnlyDictionary<string, object> systemProperties, string partitionKey, long sequenceNumber, string offset, DateTimeOffset enqueuedTime)
        : this(eventBody, properties, systemProperties, sequenceNumber, offset, enqueuedTime, partitionKey)
    {
    }

    /// <summary>The event as it was received, or null.</summary>
    internal ReceivedMessage Received => _received;

    // Whoever asks for the message may change it, so from then on it is what counts.
    private AmqpAnnotatedMessage Message => _message ??= _received.ToAnnotatedMessage();

    /// <summary>The AMQP message behind the event; changes to it are changes of the event.</summary>
    public AmqpAnnotatedMessage GetRawAmqpMessage()
    {
        _body = null;
        return Message;
    }

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object obj) => base.Equals(obj);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => base.GetHashCode();

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override string ToString() => base.ToString();

    private void SetPlace(long sequenceNumber, string offset, DateTimeOffset enqueuedTime, string partitionKey)
    {
        if (sequenceNumber != long.MinValue)
        {
            _message.MessageAnnotations[MessageNames.SequenceNumber] = sequenceNumber;
        }

        if (offset is not null)
        {
            _message.MessageAnnotations[MessageNames.Offset] = offset;
        }

        if (enqueuedTime != default)
        {
            _message.MessageAnnotations[MessageNames.EnqueuedTime] = enqueuedTime;
        }

        if (partitionKey is not null)
        {
            _message.MessageAnnotations[MessageNames.PartitionKey] = partitionKey;
        }
    }
}
