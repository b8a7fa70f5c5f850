using Devkit.Amqp.Framing;

namespace Devkit.Amqp.Connections;

/// <summary>A peer's wish to attach a link, to be accepted or refused once.</summary>
public sealed class AttachRequest
{
    private readonly AmqpLink _link;
    private bool _answered;

    internal AttachRequest(AmqpSession session, Attach attach, AmqpLink link)
    {
        Session = session;
        Attach = attach;
        _link = link;
    }

    /// <summary>The session it came on.</summary>
    public AmqpSession Session { get; }

    /// <summary>What the peer sent. Its role says whether it wants to receive, so that this end would send.</summary>
    public Attach Attach { get; }

    /// <summary>Answers with an attach of this sending end.</summary>
    /// <returns>The link; it has ended already if the peer, or its session, has gone in the meantime.</returns>
    /// <exception cref="InvalidOperationException">The peer wants to send, or the request was answered before.</exception>
    public AmqpSender AcceptSender(SenderOptions options)
    {
        AmqpSender sender = _link as AmqpSender ?? throw new InvalidOperationException("The peer wants to send.");
        lock (Session.Connection.Gate)
        {
            Answering();
            sender.Answer(() => sender.Attach(options));
        }

        return sender;
    }

    /// <summary>Answers with an attach of this receiving end, and the initial credit behind it.</summary>
    /// <returns>The link; it has ended already if the peer, or its session, has gone in the meantime.</returns>
    /// <exception cref="InvalidOperationException">The peer wants to receive, or the request was answered before.</exception>
    public AmqpReceiver AcceptReceiver(ReceiverOptions options)
    {
        AmqpReceiver receiver = _link as AmqpReceiver ?? throw new InvalidOperationException("The peer wants to receive.");
        lock (Session.Connection.Gate)
        {
            Answering();
            receiver.Answer(() => receiver.Attach(options));
        }

        return receiver;
    }

    /// <summary>Refuses: an attach without termini, then a detach for good with the error (part 2, section 2.6.3).</summary>
    /// <exception cref="InvalidOperationException">The request was answered before.</exception>
    public void Refuse(AmqpError error)
    {
        lock (Session.Connection.Gate)
        {
            Answering();
            _link.Refuse(error);
        }
    }

    private void Answering()
    {
        if (_answered)
        {
            throw new InvalidOperationException("The request was answered before.");
        }

        _answered = true;
    }
}
