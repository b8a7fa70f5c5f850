using System.Net;
using System.Net.Sockets;

namespace Checkpointing.Conformance.Servers;

/// <summary>One connection through a <see cref="FaultyProxy"/>.</summary>
internal sealed class ProxiedConnection : IDisposable
{
    private readonly Socket _client;
    private readonly Socket _server;
    private readonly FaultPlan _plan;
    private readonly Action _onTurn;
    private volatile bool _isStalled;
    private volatile bool _hasServerSpoken = true;

    public ProxiedConnection(Socket client, FaultPlan plan, Action onTurn)
    {
        _client = client;
        _client.NoDelay = true;
        _server = new Socket(client.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _plan = plan;
        _onTurn = onTurn;
    }

    public bool IsStalled => _isStalled;

    /// <summary>Connects to the server and passes bytes until both directions have ended.</summary>
    public async Task RunAsync(IPEndPoint server)
    {
        try
        {
            await _server.ConnectAsync(server);
            await Task.WhenAll(PassAsync(_client, _server, ProxyDirection.Request), PassAsync(_server, _client, ProxyDirection.Answer));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The server cannot be reached: to the client that is a reset.
        }

        Reset();
    }

    /// <summary>Ends both connections with a reset.</summary>
    public void Reset()
    {
        Reset(_client);
        Reset(_server);
    }

    /// <inheritdoc/>
    public void Dispose() => Reset();

    private static void Reset(Socket socket) => socket.Close(timeout: 0);

    private async Task PassAsync(Socket from, Socket to, ProxyDirection direction)
    {
        byte[] buffer = new byte[64 * 1024];
        bool isOpen = true;
        while (true)
        {
            int count;
            try
            {
                count = await from.ReceiveAsync(buffer);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                Reset(to);
                return;
            }

            if (count == 0)
            {
                End(to);
                return;
            }

            Note(direction);
            isOpen = isOpen && !_isStalled && await PassAsync(buffer.AsMemory(0, count), to, direction);
        }
    }

    /// <summary>Passes one chunk, unless a fault strikes it.</summary>
    /// <returns>Whether the direction is open still.</returns>
    private async Task<bool> PassAsync(ReadOnlyMemory<byte> chunk, Socket to, ProxyDirection direction)
    {
        if (_plan.Judge(direction) is not { } fault)
        {
            return await SendAsync(chunk, to);
        }

        int head = (int)(chunk.Length * fault.Share);
        bool isOpen = head == 0 || await SendAsync(chunk[..head], to);
        switch (fault.Kind)
        {
            case ProxyFaultKind.Reset:
                Reset();
                return false;
            case ProxyFaultKind.Close:
                End(_client);
                End(_server);
                return false;
            case ProxyFaultKind.HalfClose:
                End(to);
                return false;
            case ProxyFaultKind.Stall:
                _isStalled = true;
                return false;
            case ProxyFaultKind.Delay:
                return await _plan.DelayAsync(fault.Duration, async () => isOpen && await SendAsync(chunk[head..], to));
            default:
                throw new ArgumentOutOfRangeException(nameof(chunk), fault.Kind, "No such fault.");
        }
    }

    private static async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes, Socket to)
    {
        try
        {
            for (int sent = 0; sent < bytes.Length;)
            {
                sent += await to.SendAsync(bytes[sent..]);
            }

            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The other direction finds out too and tells the other end.
            return false;
        }
    }

    private static void End(Socket to)
    {
        try
        {
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    private void Note(ProxyDirection direction)
    {
        if (direction == ProxyDirection.Answer)
        {
            _hasServerSpoken = true;
        }
        else if (_hasServerSpoken)
        {
            _hasServerSpoken = false;
            _onTurn();
        }
    }
}
