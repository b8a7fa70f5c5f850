using System.Net;
using System.Net.Sockets;

namespace Harness.Network;

/// <summary>One connection through a <see cref="DistanceProxy"/>.</summary>
internal sealed class Passage : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly Socket _client;
    private readonly Socket _server;
    private readonly DistanceProxy _proxy;
    private readonly Courier _courier;
    private volatile bool _hasServerSpoken = true;

    public Passage(Socket client, DistanceProxy proxy, Courier courier)
    {
        _client = client;
        _client.NoDelay = true;
        _server = new Socket(client.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _proxy = proxy;
        _courier = courier;
    }

    /// <summary>Connects to the server and passes bytes until either end has closed.</summary>
    public async Task RunAsync(IPEndPoint server)
    {
        try
        {
            await _server.ConnectAsync(server);
            await Task.WhenAny(PassRequestsAsync(), PassAnswersAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // To the client a server that cannot be reached is a closed connection.
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private async Task PassRequestsAsync()
    {
        byte[] buffer = new byte[BufferSize];
        for (int count; (count = await ReceiveAsync(_client, buffer)) > 0;)
        {
            bool isTurn = _hasServerSpoken;
            _hasServerSpoken = false;
            _proxy.Note(count, isTurn);
            await SendAsync(_server, buffer.AsMemory(0, count));
        }
    }

    private async Task PassAnswersAsync()
    {
        byte[] buffer = new byte[BufferSize];
        for (int count; (count = await ReceiveAsync(_server, buffer)) > 0;)
        {
            _hasServerSpoken = true;
            _proxy.Note(count, isTurn: false);
            if (_proxy.Distance is { Ticks: > 0 } distance)
            {
                _courier.Deliver(_client, buffer.AsSpan(0, count), distance);
            }
            else
            {
                await SendAsync(_client, buffer.AsMemory(0, count));
            }
        }
    }

    private static async Task<int> ReceiveAsync(Socket from, byte[] buffer)
    {
        try
        {
            return await from.ReceiveAsync(buffer);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            for (int sent = 0; sent < bytes.Length;)
            {
                sent += await to.SendAsync(bytes[sent..]);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The next receive finds out as well.
        }
    }
}
