using Devkit.Amqp.Framing;

namespace Devkit.Amqp.Connections;

/// <summary>A connection (part 2, section 2.4). All members may be used from any thread.</summary>
public sealed class AmqpConnection : IAsyncDisposable
{
    private AmqpConnection()
    {
    }

    /// <summary>The open that the peer sent.</summary>
    public Open RemoteOpen => throw new NotImplementedException();

    /// <summary>Whether both ends have opened, and no error, close or loss has been seen.</summary>
    public bool IsOpen => throw new NotImplementedException();

    /// <summary>Completes, and never fails, when the connection is gone: with null after an orderly close by either end, or with what ended it.</summary>
    public Task<AmqpException?> Closed => throw new NotImplementedException();

    /// <summary>The sessions that have begun and not ended.</summary>
    public IReadOnlyList<AmqpSession> Sessions => throw new NotImplementedException();

    /// <summary>The user's own object to go with the connection.</summary>
    public object? State { get; set; }

    /// <summary>Connects to a server: TCP, TLS and SASL as the options say, then open.</summary>
    /// <exception cref="AmqpException">The peer refused, or was not reached (transport scope), or took too long.</exception>
    public static Task<AmqpConnection> ConnectAsync(string host, int port, ClientOptions options, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Does the same over a stream that is connected already, which then belongs to the connection.</summary>
    public static Task<AmqpConnection> ConnectAsync(Stream stream, ClientOptions options, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Begins a session and waits for the peer's begin.</summary>
    /// <param name="options">Its window and limits; null for the connection's <see cref="ConnectionOptions.Session"/>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<AmqpSession> BeginSessionAsync(SessionOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Closes the connection, waits for the peer's answer and closes the socket. Closing a closed connection does nothing.</summary>
    /// <param name="error">Why, or null for an orderly end.</param>
    /// <param name="cancellationToken">Ends the waiting; the close is sent nevertheless.</param>
    public Task CloseAsync(AmqpError? error = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Resets the socket without a word, as a crash or a cut cable would.</summary>
    public void Abort() => throw new NotImplementedException();

    /// <summary>
    /// Stops reading and writing while the socket stays open, as a hung process would, until <see cref="Resume"/>. Neither heartbeats nor the idle
    /// timeout run meanwhile. A fault to inject.
    /// </summary>
    public void Suspend() => throw new NotImplementedException();

    /// <summary>Ends what <see cref="Suspend"/> began.</summary>
    public void Resume() => throw new NotImplementedException();

    /// <summary>Closes the connection in order.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
