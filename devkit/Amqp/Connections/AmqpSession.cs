namespace Devkit.Amqp.Connections;

/// <summary>A session (part 2, section 2.5). All members may be used from any thread.</summary>
public sealed partial class AmqpSession : AmqpEndpoint
{
    private readonly SessionOptions _options;
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<AmqpLink?> _localHandles = [];
    private readonly Dictionary<uint, AmqpLink> _remoteHandles = [];
    private uint _remoteHandleMax;
    private bool _endSent;
    private AmqpException? _endResult;

    internal AmqpSession(AmqpConnection connection, SessionOptions options, ushort localChannel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.IncomingWindow, 2u);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxLinks, 1u);
        Connection = connection;
        LocalChannel = localChannel;
        _options = options;
        _incomingWindow = options.IncomingWindow;
    }

    /// <summary>The connection the session lives on.</summary>
    public AmqpConnection Connection { get; }

    /// <summary>The links that are attached now.</summary>
    public IReadOnlyList<AmqpLink> Links
    {
        get
        {
            lock (Connection.Gate)
            {
                return [.. _localHandles.OfType<AmqpLink>().Where(link => link.IsOpen)];
            }
        }
    }

    internal ushort LocalChannel { get; }

    internal ushort? RemoteChannel { get; private set; }

    internal Task Begun => _begun.Task;

    /// <summary>Attaches a link to send on and waits for the peer's attach.</summary>
    /// <exception cref="AmqpException">The peer refused the link: the exception has the error of its detach.</exception>
    public async Task<AmqpSender> AttachSenderAsync(SenderOptions options, CancellationToken cancellationToken = default)
    {
        AmqpSender sender = new(this, options.Name, null);
        await AttachAsync(sender, () => sender.Attach(options), cancellationToken).ConfigureAwait(false);
        return sender;
    }

    /// <summary>Attaches a link to receive on and waits for the peer's attach. Initial credit follows the attach at once.</summary>
    /// <exception cref="AmqpException">The peer refused the link: the exception has the error of its detach.</exception>
    public async Task<AmqpReceiver> AttachReceiverAsync(ReceiverOptions options, CancellationToken cancellationToken = default)
    {
        AmqpReceiver receiver = new(this, options.Name, null);
        await AttachAsync(receiver, () => receiver.Attach(options), cancellationToken).ConfigureAwait(false);
        return receiver;
    }

    /// <summary>Ends the session and waits for the peer's answer. Closing a closed session does nothing.</summary>
    /// <param name="error">Why, or null for an orderly end.</param>
    /// <param name="cancellationToken">Ends the waiting; the end is sent nevertheless.</param>
    public Task CloseAsync(AmqpError? error = null, CancellationToken cancellationToken = default)
    {
        End(error is null ? null : new AmqpException(AmqpErrorScope.Session, error));
        return Closed.WaitAsync(cancellationToken);
    }

    /// <summary>Sends an end, unless one was sent or the connection is gone.</summary>
    internal void End(AmqpException? cause)
    {
        lock (Connection.Gate)
        {
            if (HasEnded)
            {
                return;
            }

            WritePending();
            Connection.Write(LocalChannel, Framing.Ending.End(cause?.ToError()));
            _endSent = true;
            _endResult = cause;
            EndLinks(cause ?? Orderly());
        }
    }

    /// <summary>Takes the lowest handle that is free on this end. Under the gate.</summary>
    internal uint AllotHandle(AmqpLink link)
    {
        int handle = _localHandles.IndexOf(null);
        if (handle < 0)
        {
            handle = _localHandles.Count;
            if (handle > _remoteHandleMax)
            {
                throw AmqpException.Session(ErrorCondition.ResourceLimitExceeded, $"The peer allows {handle} links in a session, and no more.");
            }

            _localHandles.Add(null);
        }

        _localHandles[handle] = link;
        return (uint)handle;
    }

    /// <summary>Frees a handle. Under the gate.</summary>
    internal void FreeHandle(uint handle) => _localHandles[(int)handle] = null;

    /// <summary>The connection has come to its end. Under the gate.</summary>
    internal void Terminate(AmqpException cause)
    {
        EndLinks(cause);
        _begun.Fail(cause);
        CompleteEnd(_endSent ? _endResult : cause);
    }

    private async Task AttachAsync(AmqpLink link, Action attach, CancellationToken cancellationToken)
    {
        lock (Connection.Gate)
        {
            ThrowIfEnded();
            attach();
        }

        try
        {
            await link.Attached.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            link.BeginDetach(null);
            throw;
        }
    }

    private void EndLinks(AmqpException cause)
    {
        _ = BeginEnd(cause);
        foreach (AmqpLink? link in _localHandles)
        {
            link?.Terminate(cause);
        }

        foreach (AmqpLink link in _remoteHandles.Values)
        {
            link.Terminate(cause);
        }

        foreach (OutgoingDelivery delivery in _unsettled.Values)
        {
            delivery.Fail(cause);
        }

        _unsettled.Clear();
        Connection.WakeBlocked();
    }

    private static AmqpException Orderly() => AmqpException.Session(ErrorCondition.IllegalState, "The session was ended.");
}
