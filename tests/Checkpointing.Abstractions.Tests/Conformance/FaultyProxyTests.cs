using System.Net.Sockets;
using Checkpointing.Conformance.Servers;

namespace Checkpointing.Abstractions.Tests.Conformance;

/// <summary>A proxy that lets through what it should break would make every store look well.</summary>
public sealed class FaultyProxyTests : IAsyncLifetime
{
    private static readonly byte[] Chunk = "0123456789"u8.ToArray();

    private readonly EchoServer _server = new();
    private readonly List<Socket> _sockets = [];
    private FaultyProxy _proxy = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _proxy = FaultyProxy.Start(_server.EndPoint);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _sockets.ForEach(socket => socket.Dispose());
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Turns_are_counted_however_many_chunks_a_request_has()
    {
        Socket one = await ConnectAsync();
        Socket two = await ConnectAsync();

        (await ExchangeAsync(one)).ShouldBe(Chunk.Length);
        (await ExchangeAsync(two)).ShouldBe(Chunk.Length);
        (await ExchangeAsync(one)).ShouldBe(Chunk.Length);

        _proxy.Turns.ShouldBe(3);
        _proxy.Connections.ShouldBe(2);
    }

    [Theory]
    [InlineData(ProxyFaultKind.Reset, ProxyDirection.Request, 0, 0)]
    [InlineData(ProxyFaultKind.Reset, ProxyDirection.Answer, 0, 10)]
    [InlineData(ProxyFaultKind.Close, ProxyDirection.Request, 0, 0)]
    [InlineData(ProxyFaultKind.Close, ProxyDirection.Request, 0.5, 5)]
    [InlineData(ProxyFaultKind.Close, ProxyDirection.Answer, 0, 10)]
    [InlineData(ProxyFaultKind.HalfClose, ProxyDirection.Answer, 0, 10)]
    public async Task A_cut_lets_so_much_through_and_then_ends_the_connection(ProxyFaultKind kind, ProxyDirection direction, double share, int received)
    {
        Socket socket = await ConnectAsync();
        _proxy.Arm(new ProxyFault(kind, direction, Share: share));

        (await ExchangeAsync(socket)).ShouldBeLessThan(Chunk.Length);

        _proxy.Strikes.ShouldBe(1);
        await ReceivedAsync(received);
        _server.Received.ShouldBe(received);
        (await ExchangeAsync(await ConnectAsync())).ShouldBe(Chunk.Length, "it strikes once");
    }

    [Fact]
    public async Task A_lasting_fault_strikes_every_connection_until_the_proxy_heals()
    {
        _proxy.Arm(new ProxyFault(ProxyFaultKind.Reset, ProxyDirection.Request, IsLasting: true));
        (await ExchangeAsync(await ConnectAsync())).ShouldBe(0);
        (await ExchangeAsync(await ConnectAsync())).ShouldBe(0);

        _proxy.Heal();

        (await ExchangeAsync(await ConnectAsync())).ShouldBe(Chunk.Length);
    }

    [Fact]
    public async Task So_many_chunks_pass_before_a_fault()
    {
        Socket socket = await ConnectAsync();
        _proxy.Arm(new ProxyFault(ProxyFaultKind.Reset, ProxyDirection.Request, Skip: 2));

        (await ExchangeAsync(socket)).ShouldBe(Chunk.Length);
        (await ExchangeAsync(socket)).ShouldBe(Chunk.Length);
        (await ExchangeAsync(socket)).ShouldBe(0);
    }

    [Fact]
    public async Task A_stalled_connection_swallows_everything_and_is_reset_when_the_proxy_heals()
    {
        Socket socket = await ConnectAsync();
        _proxy.Arm(new ProxyFault(ProxyFaultKind.Stall, ProxyDirection.Request));
        Task<int> exchange = ExchangeAsync(socket);
        await _proxy.WhenStruckAsync();
        (await ExchangeAsync(await ConnectAsync())).ShouldBe(Chunk.Length, "others go on");
        exchange.IsCompleted.ShouldBeFalse();

        _proxy.Heal();

        (await exchange).ShouldBe(0);
        _server.Received.ShouldBe(Chunk.Length);
    }

    [Fact]
    public async Task What_is_delayed_arrives_although_the_client_has_left()
    {
        Socket socket = await ConnectAsync();
        _proxy.Arm(new ProxyFault(ProxyFaultKind.Delay, ProxyDirection.Request, Duration: TimeSpan.FromMilliseconds(50)));
        await socket.SendAsync(Chunk);
        await _proxy.WhenStruckAsync();
        socket.Dispose();

        await _proxy.WhenDeliveredAsync();
        await ReceivedAsync(Chunk.Length);
    }

    private async Task ReceivedAsync(int count)
    {
        while (_server.Received < count)
        {
            await Task.Yield();
            Token.ThrowIfCancellationRequested();
        }
    }

    private async Task<Socket> ConnectAsync()
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _sockets.Add(socket);
        await socket.ConnectAsync(_proxy.EndPoint, Token);
        return socket;
    }

    /// <summary>Sends a chunk.</summary>
    /// <returns>How much of the answer came before the connection ended.</returns>
    private static async Task<int> ExchangeAsync(Socket socket)
    {
        byte[] answer = new byte[Chunk.Length];
        int count = 0;
        try
        {
            await socket.SendAsync(Chunk, Token);
            while (count < answer.Length && await socket.ReceiveAsync(answer.AsMemory(count), Token) is > 0 and int more)
            {
                count += more;
            }
        }
        catch (SocketException)
        {
            // A reset ends it too.
        }

        return count;
    }
}
