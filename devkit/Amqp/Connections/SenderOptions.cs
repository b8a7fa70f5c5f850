namespace Devkit.Amqp.Connections;

/// <summary>A link that this end sends on.</summary>
public sealed class SenderOptions : LinkOptions
{
    /// <summary>
    /// Called when the peer granted credit, on the connection's reader: it must return at once, and may wake whoever sends. Null for none.
    /// </summary>
    public Action<AmqpSender>? OnCredit { get; init; }
}
