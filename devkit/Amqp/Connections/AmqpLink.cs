using Devkit.Amqp.Framing;

namespace Devkit.Amqp.Connections;

/// <summary>One end of a link (part 2, section 2.6). All members may be used from any thread.</summary>
public abstract class AmqpLink
{
    private protected AmqpLink(AmqpSession session) => Session = session;

    /// <summary>The session the link lives in.</summary>
    public AmqpSession Session { get; }

    /// <summary>The link's name.</summary>
    public string Name => throw new NotImplementedException();

    /// <summary>The attach that the peer sent.</summary>
    public Attach RemoteAttach => throw new NotImplementedException();

    /// <summary>Whether both ends are attached, and no error or detach has been seen.</summary>
    public bool IsOpen => throw new NotImplementedException();

    /// <summary>
    /// Completes, and never fails, when the link has come to its end: with null after an orderly detach by either end, or with what ended it
    /// (a detach with an error, the end of the session or connection, the loss of the transport).
    /// </summary>
    public Task<AmqpException?> Closed => throw new NotImplementedException();

    /// <summary>The user's own object to go with the link.</summary>
    public object? State { get; set; }

    /// <summary>Detaches the link for good (closed=true) and waits for the peer's answer. Closing a closed link does nothing.</summary>
    /// <param name="error">Why, or null for an orderly end.</param>
    /// <param name="cancellationToken">Ends the waiting; the detach is sent nevertheless.</param>
    public Task CloseAsync(AmqpError? error = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
