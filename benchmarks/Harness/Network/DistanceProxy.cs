using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Harness.Network;

/// <summary>
/// A TCP proxy on a free loopback port that puts a distance between clients and a server, and counts what passes. The whole round trip is added to the answers; nothing waits for
/// anything but its own time, so that what was sent at once arrives at once. What is encrypted passes as it is.
/// </summary>
internal sealed class DistanceProxy : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly IPEndPoint _server;
    private readonly Courier _courier = new();
    private readonly ConcurrentDictionary<Passage, Task> _passages = [];
    private readonly Task _accepting;
    private long _distance;
    private long _turns;
    private long _bytes;

    private DistanceProxy(Socket listener, IPEndPoint server)
    {
        _listener = listener;
        _server = server;
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public IPEndPoint EndPoint { get; }

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
    public static DistanceProxy Start(IPEndPoint server)
    {
        Socket listener = new(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return new DistanceProxy(listener, server);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        foreach (Passage passage in _passages.Keys)
        {
            passage.Dispose();
        }

        await Task.WhenAll(_passages.Values);
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

            Passage passage = new(client, this, _courier);
            TaskCompletionSource registered = new();
            _passages[passage] = ServeAsync(passage, registered.Task);
            registered.SetResult();
        }
    }

    private async Task ServeAsync(Passage passage, Task registered)
    {
        await registered;
        using (passage)
        {
            await passage.RunAsync(_server);
            _passages.TryRemove(passage, out _);
        }
    }
}
