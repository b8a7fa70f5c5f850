using System.Threading.Channels;
using Devkit.Amqp.Framing;
using Devkit.Amqp.Messaging;

namespace Devkit.Amqp.Connections;

/// <summary>The receiving end of a link.</summary>
public sealed partial class AmqpReceiver : AmqpLink
{
    private uint _deliveryCount;
    private bool _isCreditPending;
    private TaskCompletionSource? _drained;

    internal AmqpReceiver(AmqpSession session, string name, Attach? remoteAttach)
        : base(session, name, remoteAttach)
    {
    }

    /// <summary>How many more messages the peer may send.</summary>
    public uint Credit { get; private set; }

    internal override bool IsSender => false;

    /// <summary>Grants more credit. The flow leaves soon, put together with others. Does nothing if the link has ended.</summary>
    public void AddCredit(uint messages)
    {
        lock (Gate)
        {
            if (HasEnded || messages == 0)
            {
                return;
            }

            Credit = (uint)Math.Min((ulong)Credit + messages, int.MaxValue);
            if (!_isCreditPending)
            {
                _isCreditPending = true;
                Session.RememberCredit(this);
            }
        }
    }

    /// <summary>Asks the sender to use up the credit at once or let it lapse, and waits until the credit is 0 (part 2, section 2.6.7).</summary>
    /// <exception cref="AmqpException">The link is, or comes to, an end.</exception>
    public Task DrainAsync(CancellationToken cancellationToken = default)
    {
        Task drained;
        lock (Gate)
        {
            ThrowIfEnded();
            if (Credit == 0)
            {
                return Task.CompletedTask;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            drained = _drained.Task;
            WriteFlow(drain: true);
        }

        return drained.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Settles a delivery with its outcome. Dispositions leave soon; consecutive deliveries with an equal outcome share one.
    /// Does nothing if the link has ended. Settling a delivery that the sender settled does nothing useful: ask <see cref="AmqpDelivery.IsSettled"/>.
    /// </summary>
    /// <param name="deliveryId">The delivery's <see cref="AmqpDelivery.Id"/>.</param>
    /// <param name="outcome">The outcome.</param>
    public void Settle(uint deliveryId, DeliveryState outcome)
    {
        lock (Gate)
        {
            if (!HasEnded)
            {
                Session.Settle(deliveryId, outcome);
            }
        }
    }

    /// <summary>Waits for the next message, if no <see cref="ReceiverOptions.OnDelivery"/> takes them.</summary>
    /// <exception cref="InvalidOperationException">A handler takes the messages.</exception>
    /// <exception cref="AmqpException">The link has come to its end, and all messages were taken.</exception>
    public async ValueTask<ReceivedMessage> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (_inbox is null)
        {
            throw new InvalidOperationException("A handler takes the messages of this link.");
        }

        while (await _inbox.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_inbox.Reader.TryRead(out ReceivedMessage? message))
            {
                return message;
            }
        }

        throw EndException();
    }

    /// <summary>Sends the attach of this end, and the initial credit. Under the gate.</summary>
    internal void Attach(ReceiverOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxMessageSize, 1);
        _onDelivery = options.OnDelivery;
        _inbox = options.OnDelivery is null ? Channel.CreateUnbounded<ReceivedMessage>() : null;
        _maxMessageSize = options.MaxMessageSize;
        SendAttach(options, (ulong)options.MaxMessageSize);
        if (IsOpen)
        {
            Adopt(RemoteAttach);
        }

        if (options.InitialCredit > 0)
        {
            Credit = Math.Min(options.InitialCredit, int.MaxValue);
            WriteFlow(drain: false);
        }
    }

    internal void WritePendingCredit()
    {
        if (_isCreditPending && !HasEnded)
        {
            WriteFlow(_drained is not null);
        }
    }

    internal override void OnFlow(in Flow flow)
    {
        if (HasEnded)
        {
            return;
        }

        // A sender moves its count forward without sending when it drains.
        uint lapsed = flow.DeliveryCount is uint count ? count - _deliveryCount : 0;
        if (lapsed <= Credit)
        {
            _deliveryCount += lapsed;
            Credit -= lapsed;
        }

        CheckDrained();
        if (flow.Echo)
        {
            WriteFlow(drain: false);
        }
    }

    private protected override void Adopt(Attach attach) => _deliveryCount = attach.InitialDeliveryCount ?? 0;

    private protected override void OnEnded(AmqpException cause)
    {
        Unaccount();
        _ = _inbox?.Writer.TryComplete();
        _drained?.Fail(cause);
    }

    private void CheckDrained()
    {
        if (Credit == 0)
        {
            _ = _drained?.TrySetResult();
            _drained = null;
        }
    }

    private void WriteFlow(bool drain)
    {
        _isCreditPending = false;
        bool isCounting = IsOpen;
        Session.WriteFlow(new Flow { Handle = Handle, DeliveryCount = isCounting ? _deliveryCount : null, LinkCredit = Credit, Drain = drain });
    }
}
