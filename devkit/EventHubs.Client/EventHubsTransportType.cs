namespace Azure.Messaging.EventHubs;

/// <summary>How the AMQP frames travel.</summary>
public enum EventHubsTransportType
{
    /// <summary>Directly over TCP: port 5671 with TLS, or 5672 for a development emulator.</summary>
    AmqpTcp = 0,

    /// <summary>Within a web socket. This stand-in refuses it: use the real package.</summary>
    AmqpWebSockets = 1,
}
