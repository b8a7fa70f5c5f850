namespace Devkit.Amqp.Connections;

/// <summary>
/// An encoded message to be sent: a prefix and a body that follow each other on the wire without being put together in memory, so that a broker can
/// send stored bytes behind annotations of its own. The memory is the caller's again as soon as the send has completed.
/// </summary>
/// <param name="Prefix">The first sections; may be empty.</param>
/// <param name="Body">The rest.</param>
/// <param name="MessageFormat">The format, always written out, because some peers know no default.</param>
/// <param name="Tag">The delivery tag, at most 32 bytes; if empty, the engine makes one of the delivery's number.</param>
public readonly record struct OutgoingMessage(
    ReadOnlyMemory<byte> Prefix,
    ReadOnlyMemory<byte> Body,
    uint MessageFormat = 0,
    ReadOnlyMemory<byte> Tag = default)
{
    /// <summary>A message in one piece.</summary>
    public OutgoingMessage(ReadOnlyMemory<byte> message)
        : this(default, message)
    {
    }

    /// <summary>How long the encoded message is, in bytes.</summary>
    public int Length => Prefix.Length + Body.Length;
}
