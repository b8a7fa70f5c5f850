using System.Net;
using System.Net.Sockets;
using Harness.Network;

namespace Benchmarks.Tests;

public sealed class DistanceProxyTests : IAsyncLifetime
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private DistanceProxy _proxy = null!;
    private Task _echo = null!;

    public ValueTask InitializeAsync()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _echo = EchoAsync();
        _proxy = DistanceProxy.Start((IPEndPoint)_listener.LocalEndPoint!);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _listener.Dispose();
        await _echo;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    public async Task Each_question_that_waits_for_its_answer_is_a_round_trip(double distance)
    {
        _proxy.Distance = TimeSpan.FromMilliseconds(distance);
        using TcpClient client = await ConnectAsync();

        for (byte question = 0; question < 5; question++)
        {
            await client.GetStream().WriteAsync(new byte[] { question }, TestContext.Current.CancellationToken);
            (await ReadAsync(client, 1)).ShouldBe([question]);
        }

        _proxy.Turns.ShouldBe(5);
        _proxy.Bytes.ShouldBe(10);
    }

    [Fact]
    public async Task Whatever_is_far_away_arrives_whole_and_in_order()
    {
        _proxy.Distance = TimeSpan.FromMilliseconds(3);
        using TcpClient client = await ConnectAsync();
        byte[] sent = [.. Enumerable.Range(0, 500_000).Select(number => (byte)(number * 7))];

        Task writing = client.GetStream().WriteAsync(sent, TestContext.Current.CancellationToken).AsTask();
        byte[] received = await ReadAsync(client, sent.Length);
        await writing;

        received.ShouldBe(sent);
        _proxy.Bytes.ShouldBe(2 * sent.Length);
    }

    private static async Task<byte[]> ReadAsync(TcpClient client, int count)
    {
        byte[] bytes = new byte[count];
        await client.GetStream().ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        return bytes;
    }

    private async Task<TcpClient> ConnectAsync()
    {
        TcpClient client = new();
        await client.ConnectAsync(_proxy.EndPoint, TestContext.Current.CancellationToken);
        return client;
    }

    private async Task EchoAsync()
    {
        try
        {
            using Socket socket = await _listener.AcceptAsync();
            byte[] buffer = new byte[64 * 1024];
            for (int count; (count = await socket.ReceiveAsync(buffer)) > 0;)
            {
                for (int sent = 0; sent < count;)
                {
                    sent += await socket.SendAsync(buffer.AsMemory(sent, count - sent));
                }
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
        catch (ObjectDisposedException)
        {
            // It was over before it connected.
        }
    }
}
