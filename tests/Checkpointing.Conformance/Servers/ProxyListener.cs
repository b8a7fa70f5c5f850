using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Checkpointing.Conformance.Servers;

/// <summary>Accepts a proxy's clients on a free loopback port, and has each served until its connection ends.</summary>
/// <typeparam name="TConnection">What stands for a client's connection; disposed when it was served.</typeparam>
internal sealed class ProxyListener<TConnection> : IAsyncDisposable
    where TConnection : class, IDisposable
{
    private readonly Socket _socket;
    private readonly Func<Socket, TConnection> _open;
    private readonly Func<TConnection, Task> _serve;
    private readonly ConcurrentDictionary<TConnection, Task> _connections = [];
    private readonly Task _accepting;

    /// <param name="family">The addresses of the server's kind, so that names resolve alike.</param>
    /// <param name="open">Makes a connection of an accepted socket, which is its own from then on.</param>
    /// <param name="serve">Serves it.</param>
    public ProxyListener(AddressFamily family, Func<Socket, TConnection> open, Func<TConnection, Task> serve)
    {
        _open = open;
        _serve = serve;
        _socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(new IPEndPoint(family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0));
            _socket.Listen();
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The connections that are served.</summary>
    public IEnumerable<TConnection> Connections => _connections.Keys;

    /// <summary>Accepts no more. What is served goes on.</summary>
    public async Task CloseAsync()
    {
        _socket.Dispose();
        await _accepting;
    }

    /// <summary>Accepts no more, and waits until what is served has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await Task.WhenAll(_connections.Values);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _socket.AcceptAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }

            TConnection connection = _open(client);
            TaskCompletionSource registered = new();
            _connections[connection] = ServeAsync(connection, registered.Task);
            registered.SetResult();
        }
    }

    private async Task ServeAsync(TConnection connection, Task registered)
    {
        await registered;
        using (connection)
        {
            await _serve(connection);
            _connections.TryRemove(connection, out _);
        }
    }
}
