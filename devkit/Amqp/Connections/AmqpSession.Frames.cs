using Devkit.Amqp.Framing;
using Devkit.Amqp.Messaging;

namespace Devkit.Amqp.Connections;

/// <content>What frames do to a session: its windows (part 2, section 2.5.6), its handles, its unsettled deliveries. All under the connection's gate.</content>
public sealed partial class AmqpSession
{
    /// <summary>What this end says of its own sending: it has no limit but the peer's.</summary>
    private const uint OutgoingWindow = int.MaxValue;

    private const uint FirstOutgoingId = 1;

    private readonly Dictionary<uint, OutgoingDelivery> _unsettled = [];
    private readonly List<AmqpReceiver> _withPendingCredit = [];
    private uint _nextIncomingId;
    private uint _incomingWindow;
    private uint _nextOutgoingId = FirstOutgoingId;
    private uint _nextDeliveryId;
    private uint _errant;
    private bool _windowPending;
    private bool _isRemembered;
    private Disposition? _pendingDisposition;

    /// <summary>How many more transfers the peer takes.</summary>
    internal uint RemoteIncomingWindow { get; private set; }

    internal void WriteBegin(ushort? remoteChannel) => Connection.Write(LocalChannel, new Begin
    {
        RemoteChannel = remoteChannel,
        NextOutgoingId = _nextOutgoingId,
        IncomingWindow = _options.IncomingWindow,
        OutgoingWindow = OutgoingWindow,
        HandleMax = _options.MaxLinks - 1,
    });

    internal void OnBegin(ushort remoteChannel, Begin begin)
    {
        RemoteChannel = remoteChannel;
        _remoteHandleMax = begin.HandleMax;
        _nextIncomingId = begin.NextOutgoingId;
        RemoteIncomingWindow = begin.IncomingWindow;
        IsOpen = !HasEnded;
        _ = _begun.TrySetResult();
    }

    internal void OnEnd(AmqpError? error)
    {
        AmqpException? cause = error is null ? null : new AmqpException(AmqpErrorScope.Session, error);
        if (!_endSent)
        {
            WritePending();
            Connection.Write(LocalChannel, Ending.End(null));
            _endSent = true;
            EndLinks(cause ?? Orderly());
        }

        CompleteEnd(_endResult ?? cause);
    }

    internal AttachRequest? OnAttach(Attach attach)
    {
        if (attach.Handle >= _options.MaxLinks)
        {
            throw AmqpException.Connection(ErrorCondition.FramingError, $"The handle {attach.Handle} exceeds the handle-max {_options.MaxLinks - 1}.");
        }

        if (HasEnded)
        {
            return null;
        }

        AmqpLink? awaited = _localHandles.Find(link => link is { IsAwaitingAttach: true } && link.Name == attach.Name && link.IsSender == attach.IsReceiver);
        AmqpLink link = awaited ?? (attach.IsReceiver ? new AmqpSender(this, attach.Name, attach) : new AmqpReceiver(this, attach.Name, attach));
        if (!_remoteHandles.TryAdd(attach.Handle, link))
        {
            throw AmqpException.Session(ErrorCondition.HandleInUse, $"The handle {attach.Handle} has a link.");
        }

        if (awaited is null)
        {
            return new AttachRequest(this, attach, link);
        }

        awaited.OnAttach(attach);
        return null;
    }

    internal void OnDetach(Detach detach)
    {
        if (!HasEnded)
        {
            AmqpLink link = Link(detach.Handle);
            _remoteHandles.Remove(detach.Handle);
            link.OnDetach(detach);
        }
    }

    /// <returns>The sender that may send more than before.</returns>
    internal AmqpSender? OnFlow(in Flow flow)
    {
        if (HasEnded)
        {
            return null;
        }

        // The peer says how far it has counted, which is the first id as long as it has not seen begin. The rest is on its way.
        uint underWay = _nextOutgoingId - (flow.NextIncomingId ?? FirstOutgoingId);
        RemoteIncomingWindow = flow.IncomingWindow > underWay ? flow.IncomingWindow - underWay : 0;

        AmqpSender? sender = null;
        if (flow.Handle is uint handle)
        {
            AmqpLink link = Link(handle);
            sender = link as AmqpSender;
            link.OnFlow(flow);
        }
        else if (flow.Echo)
        {
            WriteFlow();
        }

        return sender;
    }

    internal AmqpReceiver? OnTransfer(in Transfer transfer, int length)
    {
        if (HasEnded)
        {
            return null;
        }

        if (_incomingWindow == 0)
        {
            throw AmqpException.Session(ErrorCondition.WindowViolation, $"More transfers than the window of {_options.IncomingWindow} allows.");
        }

        _incomingWindow--;
        _nextIncomingId++;
        if (_incomingWindow <= _options.IncomingWindow / 2)
        {
            _windowPending = true;
            Remember();
        }

        AmqpLink link = Link(transfer.Handle);
        if (link is not AmqpReceiver receiver)
        {
            throw AmqpException.Session(ErrorCondition.NotAllowed, "A transfer to an end that sends.");
        }

        if (!link.HasEnded)
        {
            return receiver.OnTransfer(in transfer, length) ? receiver : null;
        }

        // The peer may have sent this before it saw the detach. It cannot have sent that much.
        return ++_errant <= _options.IncomingWindow
            ? null
            : throw AmqpException.Session(ErrorCondition.ErrantLink, "Transfers keep coming on a link that was detached.");
    }

    internal void OnDisposition(in Disposition disposition)
    {
        if (HasEnded || !disposition.IsReceiver)
        {
            return;
        }

        uint last = disposition.Last ?? disposition.First;
        uint span = last - disposition.First;
        bool isOutcome = disposition.State?.IsTerminal ?? disposition.Settled;
        if (!isOutcome || span > int.MaxValue)
        {
            return;
        }

        if (span < _unsettled.Count)
        {
            for (uint i = 0; i <= span; i++)
            {
                Conclude(disposition.First + i, disposition.State);
            }
        }
        else
        {
            uint first = disposition.First;
            foreach (uint id in _unsettled.Keys.Where(id => id - first <= span).ToArray())
            {
                Conclude(id, disposition.State);
            }
        }

        if (!disposition.Settled)
        {
            Connection.Write(LocalChannel, disposition with { IsReceiver = false, Settled = true });
        }
    }

    /// <summary>Numbers a delivery, and remembers it if it is to be settled by the peer.</summary>
    internal uint BeginDelivery(OutgoingDelivery? unsettled)
    {
        uint id = _nextDeliveryId++;
        if (unsettled is not null)
        {
            _unsettled.Add(id, unsettled);
        }

        return id;
    }

    internal void WriteTransfer(in Transfer transfer, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        RemoteIncomingWindow--;
        _nextOutgoingId++;
        Connection.Write(LocalChannel, in transfer, first, second);
    }

    /// <summary>Forgets the deliveries of a link that has ended.</summary>
    internal void FailDeliveries(AmqpSender sender, AmqpException cause)
    {
        foreach ((uint id, OutgoingDelivery delivery) in _unsettled.Where(pair => pair.Value.Sender == sender).ToArray())
        {
            _unsettled.Remove(id);
            delivery.Fail(cause);
        }
    }

    /// <summary>Notes a disposition down, so that those of the following deliveries can join it.</summary>
    internal void Settle(uint deliveryId, DeliveryState outcome)
    {
        if (_pendingDisposition is { } pending)
        {
            if (deliveryId == (pending.Last ?? pending.First) + 1 && Equals(pending.State, outcome))
            {
                _pendingDisposition = pending with { Last = deliveryId };
                return;
            }

            Connection.Write(LocalChannel, pending);
        }

        _pendingDisposition = new Disposition { IsReceiver = true, First = deliveryId, Settled = true, State = outcome };
        Remember();
    }

    internal void RememberCredit(AmqpReceiver receiver)
    {
        _withPendingCredit.Add(receiver);
        Remember();
    }

    /// <summary>Writes what was noted down: dispositions, then credit, which carries the window along.</summary>
    internal void WritePending()
    {
        _isRemembered = false;
        if (HasEnded)
        {
            return;
        }

        if (_pendingDisposition is { } disposition)
        {
            _pendingDisposition = null;
            Connection.Write(LocalChannel, disposition);
        }

        foreach (AmqpReceiver receiver in _withPendingCredit)
        {
            receiver.WritePendingCredit();
        }

        _withPendingCredit.Clear();
        if (_windowPending)
        {
            WriteFlow();
        }
    }

    internal void WriteFlow(Flow link = default)
    {
        _windowPending = false;
        _incomingWindow = _options.IncomingWindow;
        Connection.Write(LocalChannel, link with
        {
            NextIncomingId = RemoteChannel is null ? null : _nextIncomingId,
            IncomingWindow = _incomingWindow,
            NextOutgoingId = _nextOutgoingId,
            OutgoingWindow = OutgoingWindow,
        });
    }

    private void Conclude(uint id, DeliveryState? state)
    {
        if (_unsettled.Remove(id, out OutgoingDelivery? delivery))
        {
            delivery.TrySetResult(state ?? DeliveryState.Accepted);
        }
    }

    private void Remember()
    {
        if (!_isRemembered)
        {
            _isRemembered = true;
            Connection.Remember(this);
        }
    }

    private AmqpLink Link(uint handle) => _remoteHandles.TryGetValue(handle, out AmqpLink? link)
        ? link
        : throw AmqpException.Session(ErrorCondition.UnattachedHandle, $"The handle {handle} has no link.");
}
