using System.Text;

namespace Devkit.EventHubs.Broker.Messages;

/// <summary>Makes messages of events that are published without a client.</summary>
internal static class EventEncoder
{
    private const int DataOverhead = 8;

    public static IncomingMessage Encode(NewEvent item, string? partitionKey)
    {
        if (item.Properties.Count > 0)
        {
            throw new NotSupportedException("Application properties need the AMQP encoder.");
        }

        var message = new byte[item.Body.Length + DataOverhead];
        var writer = new SpanWriter(message);
        writer.WriteBytes([0x00, 0x53, SectionCode.Data]);
        writer.WriteBinary(item.Body.Span);
        ReadOnlyMemory<byte> key = partitionKey is null ? default : Encoding.UTF8.GetBytes(partitionKey);
        return IncomingMessage.Parse(message.AsMemory(0, writer.Length), key);
    }
}
