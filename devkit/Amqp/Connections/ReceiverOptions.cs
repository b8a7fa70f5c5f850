namespace Devkit.Amqp.Connections;

/// <summary>A link that this end receives on.</summary>
public sealed class ReceiverOptions : LinkOptions
{
    /// <summary>The default of <see cref="MaxMessageSize"/>: 1 MiB.</summary>
    public const int DefaultMaxMessageSize = 1024 * 1024;

    /// <summary>
    /// Takes the deliveries, one after the other, on the connection's reader: it must not block, for no other frame is read meanwhile.
    /// Null keeps them for <see cref="AmqpReceiver.ReceiveAsync"/>.
    /// </summary>
    public DeliveryHandler? OnDelivery { get; init; }

    /// <summary>The credit granted immediately behind the attach; 0 for none. It is all the credit there is until the user adds some.</summary>
    public uint InitialCredit { get; init; }

    /// <summary>The largest message taken and announced, in bytes, at least 1. What is larger ends the link with <c>message-size-exceeded</c>.</summary>
    public int MaxMessageSize { get; init; } = DefaultMaxMessageSize;
}
