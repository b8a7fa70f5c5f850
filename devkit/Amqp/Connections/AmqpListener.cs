using System.Net;
using System.Net.Sockets;

namespace Devkit.Amqp.Connections;

/// <summary>A server: accepts connections and asks its host about their links.</summary>
public sealed class AmqpListener : IAsyncDisposable
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly Socket _socket;
    private readonly ListenerOptions _options;
    private readonly IAmqpHost _host;
    private readonly HashSet<AmqpConnection> _connections = [];
    private readonly HashSet<Task> _serving = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private int _stopped;

    private AmqpListener(Socket socket, ListenerOptions options, IAmqpHost host)
    {
        _socket = socket;
        _options = options;
        _host = host;
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The address and port that it listens on.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The connections that are open, or on their way to it.</summary>
    public IReadOnlyList<AmqpConnection> Connections
    {
        get
        {
            lock (_gate)
            {
                return [.. _connections];
            }
        }
    }

    /// <summary>Starts to listen.</summary>
    /// <param name="endPoint">Where; port 0 takes a free one, which <see cref="EndPoint"/> tells.</param>
    /// <param name="options">How.</param>
    /// <param name="host">Who decides.</param>
    /// <exception cref="SocketException">The port is taken, or the address is not this machine's.</exception>
    public static AmqpListener Start(IPEndPoint endPoint, ListenerOptions options, IAmqpHost host)
    {
        Socket socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            socket.Listen();
            return new AmqpListener(socket, options, host);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Serves a stream that is connected already, without a listener; the stream then belongs to the connection.</summary>
    /// <returns>The connection, when it is open.</returns>
    /// <exception cref="AmqpException">The client speaks something else, was not let in, or took too long.</exception>
    public static Task<AmqpConnection> AcceptAsync(Stream stream, ListenerOptions options, IAmqpHost host, CancellationToken cancellationToken = default) =>
        AmqpConnection.AcceptAsync(stream, null, options, host, _ => { }, cancellationToken);

    /// <summary>Stops to listen, closes all connections with <c>amqp:connection:forced</c>, and waits for their end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _accepting.ConfigureAwait(false);
        AmqpError error = new(ErrorCondition.ConnectionForced, "The server is shutting down.");
        await Task.WhenAll(Connections.Select(connection => connection.CloseAsync(error))).ConfigureAwait(false);
        Task[] serving;
        lock (_gate)
        {
            serving = [.. _serving];
        }

        await Task.WhenAll(serving).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Socket socket = await _socket.AcceptAsync(_stopping.Token).ConfigureAwait(false);
                Admit(socket);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // A client that is gone before it was accepted is no reason to stop; a listener that was disposed ends the loop.
                // If the process has run out of sockets, trying again at once would only keep it busy.
                await Task.Delay(AfterFailure, _options.TimeProvider, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private void Admit(Socket socket)
    {
        lock (_gate)
        {
            if (_serving.Count >= _options.MaxConnections)
            {
                socket.Dispose();
                return;
            }

            Task serving = ServeAsync(socket);
            if (!serving.IsCompleted)
            {
                _serving.Add(serving);
                _ = serving.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }

    private void Forget(Task serving)
    {
        lock (_gate)
        {
            _serving.Remove(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        AmqpConnection? connection = null;
        try
        {
            socket.NoDelay = true;
            connection = await AmqpConnection.AcceptAsync(
                new NetworkStream(socket, ownsSocket: true), socket, _options, _host, Add, _stopping.Token).ConfigureAwait(false);
            await connection.Closed.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is AmqpException or SocketException or OperationCanceledException)
        {
            // A handshake that failed concerns nobody else: the client has been told, or is gone.
        }
        finally
        {
            if (connection is not null)
            {
                Remove(connection);
            }
        }
    }

    private void Add(AmqpConnection connection)
    {
        lock (_gate)
        {
            _connections.Add(connection);
        }

        _ = connection.Closed.ContinueWith(_ => Remove(connection), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private void Remove(AmqpConnection connection)
    {
        lock (_gate)
        {
            _connections.Remove(connection);
        }
    }
}
