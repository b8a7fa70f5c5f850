using System.Net;

namespace Checkpointing.Conformance.Servers;

/// <summary>
/// A TCP proxy on a free loopback port that stands between clients and a server, counts the turns of their talk, and breaks it at a chosen
/// moment.
/// </summary>
public sealed class FaultyProxy : IAsyncDisposable
{
    private readonly FaultPlan _plan = new();
    private readonly ProxyListener<ProxiedConnection> _listener;
    private long _turns;
    private int _accepted;

    private FaultyProxy(IPEndPoint server) => _listener = new ProxyListener<ProxiedConnection>(
        server.AddressFamily,
        client =>
        {
            Interlocked.Increment(ref _accepted);
            return new ProxiedConnection(client, _plan, () => Interlocked.Increment(ref _turns));
        },
        connection => connection.RunAsync(server));

    /// <summary>Where clients connect.</summary>
    public IPEndPoint EndPoint => _listener.EndPoint;

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
    public static FaultyProxy Start(IPEndPoint server) => new(server);

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
        foreach (ProxiedConnection connection in _listener.Connections.Where(connection => connection.IsStalled))
        {
            connection.Reset();
        }
    }

    /// <summary>Resets all connections, as when the client's process is killed.</summary>
    public void CutAll()
    {
        foreach (ProxiedConnection connection in _listener.Connections)
        {
            connection.Reset();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _listener.CloseAsync();
        CutAll();
        await _listener.DisposeAsync();
    }
}
