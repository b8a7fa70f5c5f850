using Devkit.Amqp.Framing;
using Devkit.Amqp.Messaging;

namespace Devkit.Amqp.Connections;

/// <summary>The sending end of a link.</summary>
public sealed partial class AmqpSender : AmqpLink
{
    private Action<AmqpSender>? _onCredit;
    private uint _deliveryCount;

    internal AmqpSender(AmqpSession session, string name, Attach? remoteAttach)
        : base(session, name, remoteAttach)
    {
    }

    /// <summary>How many more messages the peer wants.</summary>
    public uint Credit { get; private set; }

    /// <summary>The largest message the peer takes, in bytes; 0 if it names no limit.</summary>
    public ulong MaxMessageSize { get; private set; }

    internal override bool IsSender => true;

    /// <summary>
    /// Sends a message settled. Waits for credit, for the session's window and for the socket; without any of these waits it completes
    /// synchronously and allocates nothing.
    /// </summary>
    /// <exception cref="AmqpException">The link is, or comes to, an end, or the message exceeds the peer's max-message-size.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first byte was sent; later the token has no effect.</exception>
    public ValueTask SendSettledAsync(OutgoingMessage message, CancellationToken cancellationToken = default) =>
        SendAsync(message, null, cancellationToken);

    /// <summary>Sends a message unsettled and waits for its outcome, which is settled then.</summary>
    /// <param name="message">The message; its memory must stay as it is until the task completes.</param>
    /// <param name="cancellationToken">
    /// Ends the waiting. If the message was on its way already, its outcome is ignored when it comes.
    /// </param>
    /// <returns>The outcome; accepted if the peer settles without a word.</returns>
    /// <exception cref="AmqpException">The link is, or comes to, an end, or the message exceeds the peer's max-message-size.</exception>
    public async Task<DeliveryState> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        OutgoingDelivery delivery = new(this);
        await SendAsync(message, delivery, cancellationToken).ConfigureAwait(false);
        return await delivery.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until a send would not have to wait.</summary>
    /// <exception cref="AmqpException">The link is, or comes to, an end.</exception>
    public ValueTask WaitToSendAsync(CancellationToken cancellationToken = default)
    {
        lock (Gate)
        {
            ThrowIfEnded();
            return CanBegin ? default : new ValueTask(WaitToSendSlowlyAsync(cancellationToken));
        }
    }

    /// <summary>Sends the attach of this end. Under the gate.</summary>
    internal void Attach(SenderOptions options)
    {
        _onCredit = options.OnCredit;
        SendAttach(options, null);
        if (IsOpen)
        {
            Adopt(RemoteAttach);
        }
    }

    internal override void OnFlow(in Flow flow)
    {
        if (flow.LinkCredit is uint credit && !HasEnded)
        {
            // A peer that has not seen this end's attach leaves out the count, which begins with 0.
            uint underWay = _deliveryCount - (flow.DeliveryCount ?? 0);
            Credit = credit > underWay ? credit - underWay : 0;
        }

        if (flow.Drain && Credit > 0)
        {
            _drainAsked = true;
        }

        if (flow.Echo && IsAttachSent && !HasEnded)
        {
            WriteFlow();
        }
    }

    /// <summary>Tells the user of credit, on the reader and outside of the gate, and lets lapse what a drain asked for and nobody used.</summary>
    internal void OnCredit()
    {
        if (Credit > 0 && IsOpen)
        {
            _onCredit?.Invoke(this);
        }

        lock (Gate)
        {
            if (_drainAsked && IsOpen)
            {
                _drainAsked = false;
                _deliveryCount += Credit;
                Credit = 0;
                WriteFlow(drained: true);
            }
        }
    }

    private protected override void Adopt(Attach attach) => MaxMessageSize = attach.MaxMessageSize ?? 0;

    private protected override void OnEnded(AmqpException cause)
    {
        Session.FailDeliveries(this, cause);
        Wake();
    }

    private void WriteFlow(bool drained = false) =>
        Session.WriteFlow(new Flow { Handle = Handle, DeliveryCount = _deliveryCount, LinkCredit = Credit, Drain = drained });
}
