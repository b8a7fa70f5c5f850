using Devkit.Amqp.Messaging;

namespace Devkit.Amqp.Connections;

/// <summary>A delivery that was copied and is the user's to keep.</summary>
/// <param name="Id">The number under which it is settled.</param>
/// <param name="Tag">The sender's tag.</param>
/// <param name="IsSettled">Whether the sender has settled it already.</param>
/// <param name="MessageFormat">The format of the message.</param>
/// <param name="Payload">The encoded sections.</param>
public sealed record ReceivedMessage(uint Id, byte[] Tag, bool IsSettled, uint MessageFormat, byte[] Payload)
{
    /// <summary>The message as an object.</summary>
    /// <exception cref="AmqpException">The payload is no message.</exception>
    public AmqpMessage Decode() => AmqpMessage.Decode(Payload);
}
