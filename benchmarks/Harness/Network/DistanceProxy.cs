using System.Net;
using Checkpointing.Conformance.Servers;

namespace Harness.Network;

/// <summary>
/// A TCP proxy on a free loopback port that puts a distance between clients and a server, and counts what passes. The whole round trip is added to the answers; nothing waits for
/// anything but its own time, so that what was sent at once arrives at once. What is encrypted passes as it is.
/// </summary>
internal sealed class DistanceProxy : IAsyncDisposable
{
    private readonly Courier _courier = new();
    private readonly ProxyListener<Passage> _listener;
    private long _distance;
    private long _turns;
    private long _bytes;

    private DistanceProxy(IPEndPoint server) =>
        _listener = new ProxyListener<Passage>(server.AddressFamily, client => new Passage(client, this, _courier), passage => passage.RunAsync(server));

    /// <summary>Where clients connect.</summary>
    public IPEndPoint EndPoint => _listener.EndPoint;

    /// <summary>The round-trip time that is added; zero unless set. Set it only while nothing is on its way.</summary>
    public TimeSpan Distance
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _distance));
        set => Volatile.Write(ref _distance, value.Ticks);
    }

    /// <summary>The round trips of all connections so far: how often a client began to send to a server that had spoken since, or had not been spoken to yet.</summary>
    public long Turns => Volatile.Read(ref _turns);

    /// <summary>The bytes that passed so far, in both directions.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Starts a proxy.</summary>
    /// <param name="server">The server that it stands before.</param>
    public static DistanceProxy Start(IPEndPoint server) => new(server);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _listener.CloseAsync();
        foreach (Passage passage in _listener.Connections)
        {
            passage.Dispose();
        }

        await _listener.DisposeAsync();
        _courier.Dispose();
    }

    /// <summary>Notes bytes that passed, and whether a round trip began with them.</summary>
    internal void Note(int bytes, bool isTurn)
    {
        Interlocked.Add(ref _bytes, bytes);
        if (isTurn)
        {
            Interlocked.Increment(ref _turns);
        }
    }
}
