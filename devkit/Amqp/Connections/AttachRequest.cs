using Devkit.Amqp.Framing;

namespace Devkit.Amqp.Connections;

/// <summary>A peer's wish to attach a link, to be accepted or refused once.</summary>
public sealed class AttachRequest
{
    internal AttachRequest(AmqpSession session, Attach attach)
    {
        Session = session;
        Attach = attach;
    }

    /// <summary>The session it came on.</summary>
    public AmqpSession Session { get; }

    /// <summary>What the peer sent. Its role says whether it wants to receive, so that this end would send.</summary>
    public Attach Attach { get; }

    /// <summary>Answers with an attach of this sending end.</summary>
    /// <exception cref="InvalidOperationException">The peer wants to send, or the request was answered before.</exception>
    public AmqpSender AcceptSender(SenderOptions options) => throw new NotImplementedException();

    /// <summary>Answers with an attach of this receiving end, and the initial credit behind it.</summary>
    /// <exception cref="InvalidOperationException">The peer wants to receive, or the request was answered before.</exception>
    public AmqpReceiver AcceptReceiver(ReceiverOptions options) => throw new NotImplementedException();

    /// <summary>Refuses: an attach without termini, then a detach for good with the error (part 2, section 2.6.3).</summary>
    /// <exception cref="InvalidOperationException">The request was answered before.</exception>
    public void Refuse(AmqpError error) => throw new NotImplementedException();
}
