using System.Net;
using System.Net.Sockets;

namespace Checkpointing.Abstractions.Tests.Conformance;

/// <summary>Answers every chunk with itself, and remembers what it got.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;
    private readonly Lock _lock = new();
    private readonly List<byte> _received = [];

    public EchoServer()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public int Received
    {
        get
        {
            lock (_lock)
            {
                return _received.Count;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving;
    }

    private async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(EchoAsync(await _listener.AcceptSocketAsync()));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task EchoAsync(Socket socket)
    {
        byte[] buffer = new byte[1024];
        using (socket)
        {
            try
            {
                for (int count = await socket.ReceiveAsync(buffer); count > 0; count = await socket.ReceiveAsync(buffer))
                {
                    lock (_lock)
                    {
                        _received.AddRange(buffer.AsSpan(0, count));
                    }

                    await socket.SendAsync(buffer.AsMemory(0, count));
                }
            }
            catch (SocketException)
            {
                // The other end is gone, as the tests wish.
            }
        }
    }
}
