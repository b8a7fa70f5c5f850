namespace Azure.Messaging.EventHubs.Core.Transport;

/// <summary>Chooses the transport.</summary>
internal static class TransportFactory
{
    public static ITransportConnection Create(ConnectionTarget target) =>
        throw new NotSupportedException($"The AMQP transport to {target.Host} is about to be written.");
}
