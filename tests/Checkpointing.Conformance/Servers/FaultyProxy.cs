using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Checkpointing.Conformance.Servers;

/// <summary>
/// A TCP proxy on a free loopback port that stands between clients and a server, counts the turns of their talk, and breaks it at a chosen
/// moment.
/// </summary>
public sealed class FaultyProxy : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly IPEndPoint _server;
    private readonly FaultPlan _plan = new();
    private readonly ConcurrentDictionary<ProxiedConnection, Task> _connections = [];
    private readonly Task _accepting;
    private long _turns;
    private int _accepted;

    private FaultyProxy(Socket listener, IPEndPoint server)
    {
        _listener = listener;
        _server = server;
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>
    /// The round trips of all connections so far: how often a client began to send to a server that had spoken since, or had not been
    /// spoken to yet.
    /// </summary>
    public long Turns => Interlocked.Read(ref _turns);

    /// <summary>How many connections were made so far.</summary>
    public int Connections => Volatile.Read(ref _accepted);

    /// <summary>How often the fault that was armed last has struck.</summary>
    public int Strikes => _plan.Strikes;

    /// <summary>Starts a proxy.</summary>
    /// <param name="server">The server that it stands before.</param>
    public static FaultyProxy Start(IPEndPoint server)
    {
        Socket listener = new(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(server.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0));
            listener.Listen();
            return new FaultyProxy(listener, server);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>Plans a fault; it replaces the one planned before.</summary>
    public void Arm(ProxyFault fault) => _plan.Arm(fault);

    /// <summary>Waits until the fault that was armed last has struck.</summary>
    public Task WhenStruckAsync() => _plan.Struck;

    /// <summary>Waits until nothing is delayed any more.</summary>
    public Task WhenDeliveredAsync() => _plan.Delivered;

    /// <summary>Lets everything pass again, and resets the connections that were stalled.</summary>
    public void Heal()
    {
        _plan.Arm(null);
        foreach (ProxiedConnection connection in _connections.Keys.Where(connection => connection.IsStalled))
        {
            connection.Reset();
        }
    }

    /// <summary>Resets all connections, as when the client's process is killed.</summary>
    public void CutAll()
    {
        foreach (ProxiedConnection connection in _connections.Keys)
        {
            connection.Reset();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        CutAll();
        await Task.WhenAll(_connections.Values);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }

            Interlocked.Increment(ref _accepted);
            ProxiedConnection connection = new(client, _plan, () => Interlocked.Increment(ref _turns));
            TaskCompletionSource registered = new();
            _connections[connection] = ServeAsync(connection, registered.Task);
            registered.SetResult();
        }
    }

    private async Task ServeAsync(ProxiedConnection connection, Task registered)
    {
        await registered;
        using (connection)
        {
            await connection.RunAsync(_server);
            _connections.TryRemove(connection, out _);
        }
    }
}
