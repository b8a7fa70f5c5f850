namespace Devkit.Amqp.Connections;

/// <summary>A link that this end sends on.</summary>
public sealed class SenderOptions : LinkOptions
{
    /// <summary>
    /// Called when the peer granted credit, on the connection's reader: it must return at once, and may wake whoever sends. Credit that came
    /// before the link was accepted is in <see cref="AmqpSender.Credit"/> and not announced. Null for none.
    /// </summary>
    public Action<AmqpSender>? OnCredit { get; init; }
}
