using System.Runtime.InteropServices;
using Devkit.Amqp.Messaging;
using Devkit.EventHubs.Broker.Messages;

namespace Devkit.EventHubs.Broker.Senders;

/// <summary>
/// Takes what producers send apart into events: a message is one event, a batch is a message whose data sections are
/// encoded messages themselves. Reused from message to message.
/// </summary>
internal sealed class Intake
{
    /// <summary>The message format of a batch.</summary>
    public const uint BatchFormat = 0x80013700;

    private readonly List<IncomingMessage> _messages = [];

    /// <summary>Number of events.</summary>
    public int Count => _messages.Count;

    /// <summary>The events of the last message read; they refer to its bytes.</summary>
    public ReadOnlySpan<IncomingMessage> Messages => CollectionsMarshal.AsSpan(_messages);

    /// <summary>The key that chooses the partition, in UTF-8, or nothing.</summary>
    public ReadOnlyMemory<byte> PartitionKey { get; private set; }

    /// <summary>Reads a message.</summary>
    /// <exception cref="Amqp.AmqpException">It, or an event in it, is malformed.</exception>
    public void Read(uint messageFormat, ReadOnlyMemory<byte> payload)
    {
        _messages.Clear();
        MessageSections sections = MessageSections.Find(payload.Span);
        var envelope = IncomingMessage.Cut(payload, sections);
        PartitionKey = envelope.PartitionKey;
        if (messageFormat != BatchFormat)
        {
            _messages.Add(envelope);
            return;
        }

        foreach (ReadOnlyMemory<byte> item in MessageSections.EnumerateData(payload[sections.Body]))
        {
            _messages.Add(IncomingMessage.Cut(item, MessageSections.Find(item.Span), envelope.PartitionKey));
        }
    }
}
