using System.Text;
using Devkit.Amqp.Messaging;

namespace Devkit.EventHubs.Broker.Messages;

/// <summary>Makes messages of events that are published without a client.</summary>
internal static class EventEncoder
{
    public static IncomingMessage Encode(NewEvent item, string? partitionKey)
    {
        var message = AmqpMessage.FromData(item.Body);
        if (item.Properties.Count > 0)
        {
            message.ApplicationProperties = [];
            foreach ((string name, object? value) in item.Properties)
            {
                message.ApplicationProperties.Add(name, value);
            }
        }

        ReadOnlyMemory<byte> key = partitionKey is null ? default : Encoding.UTF8.GetBytes(partitionKey);
        byte[] encoded = message.ToArray();
        return IncomingMessage.Cut(encoded, MessageSections.Find(encoded), key);
    }
}
