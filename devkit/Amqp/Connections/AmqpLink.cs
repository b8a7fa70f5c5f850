using Devkit.Amqp.Framing;

namespace Devkit.Amqp.Connections;

/// <summary>One end of a link (part 2, section 2.6). All members may be used from any thread.</summary>
public abstract class AmqpLink : AmqpEndpoint
{
    private readonly TaskCompletionSource _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Attach? _remoteAttach;
    private Detach? _earlyDetach;
    private AmqpException? _endResult;
    private bool _attachSent;
    private bool _detachSent;

    private protected AmqpLink(AmqpSession session, string name, Attach? remoteAttach)
    {
        Session = session;
        Name = name;
        _remoteAttach = remoteAttach;
    }

    /// <summary>The session the link lives in.</summary>
    public AmqpSession Session { get; }

    /// <summary>The link's name.</summary>
    public string Name { get; }

    /// <summary>The attach that the peer sent.</summary>
    public Attach RemoteAttach => _remoteAttach ?? throw new InvalidOperationException("The peer has not answered the attach yet.");

    internal abstract bool IsSender { get; }

    /// <summary>Whether this end has sent its attach, and the peer has not.</summary>
    internal bool IsAwaitingAttach => _attachSent && _remoteAttach is null;

    /// <summary>Whether the peer knows of this end.</summary>
    internal bool IsAttachSent => _attachSent;

    internal Task Attached => _attached.Task;

    internal uint Handle { get; private set; }

    private protected Lock Gate => Session.Connection.Gate;

    /// <summary>Detaches the link for good (closed=true) and waits for the peer's answer. Closing a closed link does nothing.</summary>
    /// <param name="error">Why, or null for an orderly end.</param>
    /// <param name="cancellationToken">Ends the waiting; the detach is sent nevertheless.</param>
    public Task CloseAsync(AmqpError? error = null, CancellationToken cancellationToken = default)
    {
        BeginDetach(error is null ? null : new AmqpException(AmqpErrorScope.Link, error));
        return Closed.WaitAsync(cancellationToken);
    }

    /// <summary>Sends a detach, unless one was sent or the session is gone.</summary>
    internal void BeginDetach(AmqpException? cause)
    {
        lock (Gate)
        {
            if (!HasEnded && _attachSent)
            {
                _endResult = cause;
                SendDetach(cause?.ToError());
                End(cause ?? Orderly());
            }
        }
    }

    /// <summary>Sends the attach of this end, under the gate. For an answer, what the options leave open echoes the peer.</summary>
    private protected void SendAttach(LinkOptions options, ulong? maxMessageSize)
    {
        Handle = Session.AllotHandle(this);
        _attachSent = true;
        Session.Connection.Write(Session.LocalChannel, new Attach
        {
            Name = Name,
            Handle = Handle,
            IsReceiver = !IsSender,
            SenderSettleMode = options.SettleMode ?? _remoteAttach?.SenderSettleMode,
            ReceiverSettleMode = _remoteAttach?.ReceiverSettleMode is null ? null : 0,
            Source = options.Source ?? _remoteAttach?.Source,
            Target = options.Target ?? _remoteAttach?.Target,
            InitialDeliveryCount = IsSender ? 0 : null,
            MaxMessageSize = maxMessageSize,
            OfferedCapabilities = options.OfferedCapabilities,
            DesiredCapabilities = options.DesiredCapabilities,
            Properties = options.Properties,
        });
        IsOpen = _remoteAttach is not null;
    }

    /// <summary>Answers a peer's attach, under the gate; if the peer has detached in the meantime, the link is over at once.</summary>
    internal void Answer(Action attach)
    {
        if (HasEnded)
        {
            return;
        }

        attach();
        AnswerEarlyDetach();
    }

    /// <summary>Answers a peer's attach with a refusal, under the gate (part 2, section 2.6.3).</summary>
    internal void Refuse(AmqpError error)
    {
        if (HasEnded)
        {
            return;
        }

        Handle = Session.AllotHandle(this);
        _attachSent = true;
        Session.Connection.Write(Session.LocalChannel, new Attach
        {
            Name = Name,
            Handle = Handle,
            IsReceiver = !IsSender,
            SenderSettleMode = RemoteAttach.SenderSettleMode,
            InitialDeliveryCount = IsSender ? 0 : null,
        });
        _endResult = new AmqpException(AmqpErrorScope.Link, error);
        SendDetach(error);
        End(_endResult);
        AnswerEarlyDetach();
    }

    /// <summary>The peer has answered the attach of this end. A missing terminus announces a refusal, and the detach with the reason.</summary>
    internal void OnAttach(Attach attach)
    {
        _remoteAttach = attach;
        bool refused = IsSender ? attach.Target is null : attach.Source is null;
        if (!refused && !HasEnded)
        {
            IsOpen = true;
            Adopt(attach);
            _ = _attached.TrySetResult();
        }
    }

    internal void OnDetach(Detach detach)
    {
        if (!_attachSent)
        {
            _earlyDetach = detach;
            return;
        }

        AmqpException? cause = detach.Error is null ? null : new AmqpException(AmqpErrorScope.Link, detach.Error);
        if (!_detachSent)
        {
            SendDetach(null);
        }

        Session.FreeHandle(Handle);
        End(cause ?? Orderly());
        CompleteEnd(_endResult ?? cause);
    }

    internal abstract void OnFlow(in Flow flow);

    /// <summary>The session has come to its end.</summary>
    internal void Terminate(AmqpException cause)
    {
        End(cause);
        CompleteEnd(_detachSent ? _endResult : cause);
    }

    /// <summary>Takes over what the peer's attach says.</summary>
    private protected virtual void Adopt(Attach attach)
    {
    }

    /// <summary>Lets go of what only an open link needs.</summary>
    private protected abstract void OnEnded(AmqpException cause);

    private void AnswerEarlyDetach()
    {
        if (_earlyDetach is { } detach)
        {
            OnDetach(detach);
        }
    }

    private void End(AmqpException cause)
    {
        if (BeginEnd(cause))
        {
            _attached.Fail(cause);
            OnEnded(cause);
        }
    }

    private void SendDetach(AmqpError? error)
    {
        Session.WritePending();
        Session.Connection.Write(Session.LocalChannel, new Detach { Handle = Handle, Closed = true, Error = error });
        _detachSent = true;
    }

    private static AmqpException Orderly() => AmqpException.Link(ErrorCondition.IllegalState, "The link was detached.");
}
