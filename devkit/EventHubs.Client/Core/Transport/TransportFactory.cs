using Azure.Messaging.EventHubs.Amqp;

namespace Azure.Messaging.EventHubs.Core.Transport;

/// <summary>Chooses the transport: there is one.</summary>
internal static class TransportFactory
{
    public static ITransportConnection Create(ConnectionTarget target) => new AmqpTransportConnection(target);
}
