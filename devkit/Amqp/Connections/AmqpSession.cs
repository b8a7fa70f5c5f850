namespace Devkit.Amqp.Connections;

/// <summary>A session (part 2, section 2.5). All members may be used from any thread.</summary>
public sealed class AmqpSession
{
    internal AmqpSession(AmqpConnection connection) => Connection = connection;

    /// <summary>The connection the session lives on.</summary>
    public AmqpConnection Connection { get; }

    /// <summary>Whether both ends have begun, and no error or end has been seen.</summary>
    public bool IsOpen => throw new NotImplementedException();

    /// <summary>Completes, and never fails, when the session has ended: with null if in order, or with what ended it.</summary>
    public Task<AmqpException?> Closed => throw new NotImplementedException();

    /// <summary>The links that are attached now.</summary>
    public IReadOnlyList<AmqpLink> Links => throw new NotImplementedException();

    /// <summary>The user's own object to go with the session.</summary>
    public object? State { get; set; }

    /// <summary>Attaches a link to send on and waits for the peer's attach.</summary>
    /// <exception cref="AmqpException">The peer refused the link: the exception has the error of its detach.</exception>
    public Task<AmqpSender> AttachSenderAsync(SenderOptions options, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Attaches a link to receive on and waits for the peer's attach. Initial credit follows the attach at once.</summary>
    /// <exception cref="AmqpException">The peer refused the link: the exception has the error of its detach.</exception>
    public Task<AmqpReceiver> AttachReceiverAsync(ReceiverOptions options, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Ends the session and waits for the peer's answer. Closing a closed session does nothing.</summary>
    /// <param name="error">Why, or null for an orderly end.</param>
    /// <param name="cancellationToken">Ends the waiting; the end is sent nevertheless.</param>
    public Task CloseAsync(AmqpError? error = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
