using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using Devkit.Amqp.Framing;

namespace Devkit.Amqp.Connections;

/// <summary>A connection (part 2, section 2.4). All members may be used from any thread.</summary>
public sealed partial class AmqpConnection : AmqpEndpoint, IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly Socket? _socket;
    private readonly PipeReader _input;
    private readonly IAmqpHost? _host;
    private readonly string? _hostName;
    private readonly List<AmqpSession?> _localChannels = [];
    private readonly Dictionary<ushort, AmqpSession> _remoteChannels = [];
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Open? _remoteOpen;
    private bool _openSent;

    internal AmqpConnection(Stream stream, Socket? socket, PipeReader input, ConnectionOptions options, IAmqpHost? host, string? hostName)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxFrameSize, (uint)Frame.MinMaxFrameSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxFrameSize, ConnectionOptions.MaxMaxFrameSize);
        _stream = stream;
        _socket = socket;
        _input = input;
        _host = host;
        _hostName = hostName;
        Options = options;
        _lastReceived = _lastSent = options.TimeProvider.GetTimestamp();
    }

    /// <summary>The open that the peer sent.</summary>
    public Open RemoteOpen => _remoteOpen ?? throw new InvalidOperationException("The connection is not open yet.");

    /// <summary>The sessions that have begun and not ended.</summary>
    public IReadOnlyList<AmqpSession> Sessions
    {
        get
        {
            lock (Gate)
            {
                return [.. _localChannels.OfType<AmqpSession>().Where(session => session.IsOpen)];
            }
        }
    }

    /// <summary>Guards all the state of the connection, its sessions and its links.</summary>
    internal Lock Gate { get; } = new();

    internal ConnectionOptions Options { get; }

    /// <summary>Connects to a server: TCP, TLS and SASL as the options say, then open.</summary>
    /// <exception cref="AmqpException">The peer refused, or was not reached (transport scope), or took too long.</exception>
    public static async Task<AmqpConnection> ConnectAsync(string host, int port, ClientOptions options, CancellationToken cancellationToken = default)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await Deadline.RunAsync(
                options,
                token => socket.ConnectAsync(host, port, token).AsTask(),
                cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return await ConnectAsync(new NetworkStream(socket, ownsSocket: true), socket, host, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Does the same over a stream that is connected already, which then belongs to the connection.</summary>
    /// <exception cref="AmqpException">The peer refused, or took too long.</exception>
    public static Task<AmqpConnection> ConnectAsync(Stream stream, ClientOptions options, CancellationToken cancellationToken = default) =>
        ConnectAsync(stream, null, "localhost", options, cancellationToken);

    /// <summary>Begins a session and waits for the peer's begin.</summary>
    /// <param name="options">Its window and limits; null for the connection's <see cref="ConnectionOptions.Session"/>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="AmqpException">The connection is, or comes to, an end, or has as many sessions as the peer allows.</exception>
    public async Task<AmqpSession> BeginSessionAsync(SessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        AmqpSession session;
        lock (Gate)
        {
            ThrowIfEnded();
            session = new AmqpSession(this, options ?? Options.Session, AllotChannel());
            _localChannels[session.LocalChannel] = session;
            session.WriteBegin(null);
        }

        try
        {
            await session.Begun.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            session.End(null);
            throw;
        }

        return session;
    }

    /// <summary>Closes the connection, waits for the peer's answer and closes the socket. Closing a closed connection does nothing.</summary>
    /// <param name="error">Why, or null for an orderly end.</param>
    /// <param name="cancellationToken">Ends the waiting; the close is sent nevertheless.</param>
    public Task CloseAsync(AmqpError? error = null, CancellationToken cancellationToken = default)
    {
        BeginClose(error is null ? null : new AmqpException(AmqpErrorScope.Connection, error));
        return Closed.WaitAsync(cancellationToken);
    }

    /// <summary>Resets the socket without a word, as a crash or a cut cable would.</summary>
    public void Abort()
    {
        if (_socket is { } socket)
        {
            try
            {
                // The socket before its stream, which would say goodbye.
                socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The socket is gone, which is what was wanted.
            }
        }

        Terminate(new AmqpException(AmqpErrorScope.Transport, "", "The connection was aborted by this end."));
    }

    /// <summary>Closes the connection in order.</summary>
    public async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    internal static async Task<AmqpConnection> AcceptAsync(
        Stream stream, Socket? socket, ListenerOptions options, IAmqpHost host, Action<AmqpConnection> created, CancellationToken cancellationToken)
    {
        return await EstablishAsync(
            stream,
            socket,
            options,
            async token => options.Tls is { } tls ? await AuthenticateAsync(new SslStream(stream), tls, token).ConfigureAwait(false) : stream,
            (secured, input, token) => new Handshake(secured, input).AcceptAsync(options, token),
            (secured, input) =>
            {
                AmqpConnection connection = new(secured, socket, input, options, host, null);
                created(connection);
                return connection;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static Task<AmqpConnection> ConnectAsync(
        Stream stream, Socket? socket, string host, ClientOptions options, CancellationToken cancellationToken)
    {
        string hostName = options.HostName ?? host;
        return EstablishAsync(
            stream,
            socket,
            options,
            async token => options.Tls is { } tls ? await AuthenticateAsync(new SslStream(stream), tls, host, token).ConfigureAwait(false) : stream,
            (secured, input, token) => new Handshake(secured, input).ConnectAsync(options.Sasl, hostName, token),
            (secured, input) =>
            {
                AmqpConnection connection = new(secured, socket, input, options, null, hostName);
                connection.SendOpen();
                return connection;
            },
            cancellationToken);
    }

    private static async Task<AmqpConnection> EstablishAsync(
        Stream stream,
        Socket? socket,
        ConnectionOptions options,
        Func<CancellationToken, Task<Stream>> secure,
        Func<Stream, PipeReader, CancellationToken, Task> shakeHands,
        Func<Stream, PipeReader, AmqpConnection> create,
        CancellationToken cancellationToken)
    {
        AmqpConnection? connection = null;
        try
        {
            await Deadline.RunAsync(
                options,
                async token =>
                {
                    Stream secured = await secure(token).ConfigureAwait(false);
                    PipeReader input = PipeReader.Create(secured, InputOptions);
                    await shakeHands(secured, input, token).ConfigureAwait(false);
                    connection = create(secured, input);
                    connection.Start();
                    await connection._opened.Task.WaitAsync(token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            return connection!;
        }
        catch (AmqpException exception) when (exception.Scope == AmqpErrorScope.Connection && connection is not null)
        {
            // A close with the reason is on its way, and ends the connection by itself.
            throw;
        }
        catch
        {
            connection?.Abort();
            await stream.DisposeAsync().ConfigureAwait(false);
            socket?.Dispose();
            throw;
        }
    }

    private static async Task<Stream> AuthenticateAsync(SslStream stream, SslServerAuthenticationOptions options, CancellationToken cancellationToken)
    {
        await stream.AuthenticateAsServerAsync(options, cancellationToken).ConfigureAwait(false);
        return stream;
    }

    private static async Task<Stream> AuthenticateAsync(
        SslStream stream, SslClientAuthenticationOptions options, string host, CancellationToken cancellationToken)
    {
        await stream.AuthenticateAsClientAsync(string.IsNullOrEmpty(options.TargetHost) ? WithTarget(options, host) : options, cancellationToken)
            .ConfigureAwait(false);
        return stream;
    }

    /// <summary>The options with a target; a copy, because the user's may serve connections to several hosts.</summary>
    private static SslClientAuthenticationOptions WithTarget(SslClientAuthenticationOptions options, string host) => new()
    {
        TargetHost = host,
        AllowRenegotiation = options.AllowRenegotiation,
        AllowTlsResume = options.AllowTlsResume,
        ApplicationProtocols = options.ApplicationProtocols,
        CertificateChainPolicy = options.CertificateChainPolicy,
        CertificateRevocationCheckMode = options.CertificateRevocationCheckMode,
        CipherSuitesPolicy = options.CipherSuitesPolicy,
        ClientCertificateContext = options.ClientCertificateContext,
        ClientCertificates = options.ClientCertificates,
        EnabledSslProtocols = options.EnabledSslProtocols,
        EncryptionPolicy = options.EncryptionPolicy,
        LocalCertificateSelectionCallback = options.LocalCertificateSelectionCallback,
        RemoteCertificateValidationCallback = options.RemoteCertificateValidationCallback,
    };

    private ushort AllotChannel()
    {
        int channel = _localChannels.IndexOf(null);
        if (channel < 0)
        {
            channel = _localChannels.Count;
            if (channel > RemoteOpen.ChannelMax)
            {
                throw AmqpException.Session(ErrorCondition.ResourceLimitExceeded, $"The peer allows {channel} sessions on a connection, and no more.");
            }

            _localChannels.Add(null);
        }

        return (ushort)channel;
    }
}
