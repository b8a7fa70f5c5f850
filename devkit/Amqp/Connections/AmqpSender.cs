using Devkit.Amqp.Messaging;

namespace Devkit.Amqp.Connections;

/// <summary>The sending end of a link.</summary>
public sealed class AmqpSender : AmqpLink
{
    internal AmqpSender(AmqpSession session)
        : base(session)
    {
    }

    /// <summary>How many more messages the peer wants.</summary>
    public uint Credit => throw new NotImplementedException();

    /// <summary>The largest message the peer takes, in bytes; 0 if it names no limit.</summary>
    public ulong MaxMessageSize => throw new NotImplementedException();

    /// <summary>
    /// Sends a message settled. Waits for credit, for the session's window and for the socket; without any of these waits it completes
    /// synchronously and allocates nothing.
    /// </summary>
    /// <exception cref="AmqpException">The link is, or comes to, an end, or the message exceeds the peer's max-message-size.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first byte was sent; later the token has no effect.</exception>
    public ValueTask SendSettledAsync(OutgoingMessage message, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Sends a message unsettled and waits for its outcome, which is settled then.</summary>
    /// <param name="message">The message; its memory must stay as it is until the task completes.</param>
    /// <param name="cancellationToken">
    /// Ends the waiting. If the message was on its way already, its outcome is ignored when it comes.
    /// </param>
    /// <returns>The outcome; accepted if the peer settles without a word.</returns>
    /// <exception cref="AmqpException">The link is, or comes to, an end, or the message exceeds the peer's max-message-size.</exception>
    public Task<DeliveryState> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Waits until a send would not have to wait.</summary>
    /// <exception cref="AmqpException">The link is, or comes to, an end.</exception>
    public ValueTask WaitToSendAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
