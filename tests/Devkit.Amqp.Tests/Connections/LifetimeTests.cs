using System.IO.Pipelines;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Framing;
using Devkit.Amqp.Tests.Support;

namespace Devkit.Amqp.Tests.Connections;

/// <summary>Heartbeats, silence, hanging, closing from both ends, and connections without a socket.</summary>
public sealed class LifetimeTests
{
    [Fact]
    public async Task A_silent_peer_is_given_up()
    {
        await using Server server = new(options: new ListenerOptions { IdleTimeout = TimeSpan.FromMilliseconds(300) });
        await using RawPeer peer = await RawPeer.OpenAsync(server.Port);

        AmqpException? end = await server.Host.Connections.First().Closed.Time();

        end!.IsTransportLoss.ShouldBeTrue();
        end.Message.ShouldContain("silent");
    }

    [Fact]
    public async Task A_peer_gets_the_heartbeats_it_asks_for()
    {
        await using Server server = new();
        await using RawPeer peer = await RawPeer.OpenAsync(server.Port, new Open { ContainerId = "raw", IdleTimeout = 400 });

        byte[] heartbeat = await peer.ReadAsync(8);

        heartbeat.ShouldBe([0, 0, 0, 8, 2, 0, 0, 0]);
    }

    [Fact]
    public async Task Half_of_the_own_timeout_is_announced()
    {
        await using Server server = new(options: new ListenerOptions { IdleTimeout = TimeSpan.FromSeconds(60) });

        AmqpConnection connection = await server.ConnectAsync();

        connection.RemoteOpen.IdleTimeout.ShouldBe(30_000u);
        await connection.CloseAsync().Time();
    }

    [Fact]
    public async Task A_suspended_connection_answers_nothing_until_it_is_resumed()
    {
        await using Server server = new();
        AmqpSession session = await server.BeginAsync();
        AmqpConnection accepted = server.Host.Connections.First();

        accepted.Suspend();
        Task<AmqpSession> second = session.Connection.BeginSessionAsync();
        Task first = await Task.WhenAny(second, Task.Delay(200, TestContext.Current.CancellationToken));
        first.ShouldNotBe(second);
        accepted.Resume();

        (await second.Time()).IsOpen.ShouldBeTrue();
        await session.Connection.CloseAsync().Time();
    }

    [Fact]
    public async Task An_abort_resets_the_socket()
    {
        await using Server server = new();
        await using RawPeer peer = await RawPeer.OpenAsync(server.Port);

        server.Host.Connections.First().Abort();

        IOException exception = await Should.ThrowAsync<IOException>(() => peer.ReadAsync(1));
        exception.InnerException.ShouldBeOfType<System.Net.Sockets.SocketException>().SocketErrorCode.ShouldBe(System.Net.Sockets.SocketError.ConnectionReset);
    }

    [Fact]
    public async Task Both_ends_may_close_at_the_same_time()
    {
        await using Server server = new();
        for (int i = 0; i < 50; i++)
        {
            AmqpSession session = await server.BeginAsync();
            AmqpConnection accepted = server.Host.Connections.Last();

            await Task.WhenAll(session.Connection.CloseAsync(), accepted.CloseAsync(), session.CloseAsync()).Time();
        }

        await server.IsEmptyAsync();
    }

    [Fact]
    public async Task Stopping_the_server_closes_its_connections_by_force()
    {
        Server server = new();
        AmqpSession session = await server.BeginAsync();

        await server.DisposeAsync();

        (await session.Connection.Closed.Time())!.Condition.ShouldBe(ErrorCondition.ConnectionForced);
        (await session.Closed.Time())!.Scope.ShouldBe(AmqpErrorScope.Connection);
    }

    [Fact]
    public async Task A_close_without_an_error_is_orderly()
    {
        await using Server server = new();
        AmqpSession session = await server.BeginAsync();
        AmqpSender sender = await session.AttachSenderAsync(new SenderOptions { Name = "s", Source = new(), Target = new() { Address = "q" } }).Time();

        await sender.CloseAsync().Time();
        await session.CloseAsync().Time();
        await session.Connection.CloseAsync().Time();

        (await sender.Closed).ShouldBeNull();
        (await session.Closed).ShouldBeNull();
        (await session.Connection.Closed).ShouldBeNull();
        sender.IsOpen.ShouldBeFalse();
    }

    [Fact]
    public async Task Names_and_handles_can_be_used_again_after_a_link_is_closed()
    {
        await using Server server = new();
        AmqpSession session = await server.BeginAsync();

        for (int i = 0; i < 100; i++)
        {
            AmqpSender sender = await session.AttachSenderAsync(new SenderOptions { Name = "same", Source = new(), Target = new() { Address = "q" } }).Time();
            sender.Handle.ShouldBe(0u);
            await sender.CloseAsync().Time();
        }

        await session.Connection.CloseAsync().Time();
    }

    [Fact]
    public async Task Sessions_up_to_the_channel_max_can_be_begun_and_channels_used_again()
    {
        await using Server server = new(options: new ListenerOptions { ChannelMax = 3 });
        AmqpConnection connection = await server.ConnectAsync();
        List<AmqpSession> sessions = [];
        for (int i = 0; i < 4; i++)
        {
            sessions.Add(await connection.BeginSessionAsync().Time());
        }

        (await Should.ThrowAsync<AmqpException>(() => connection.BeginSessionAsync().Time())).Condition.ShouldBe(ErrorCondition.ResourceLimitExceeded);
        await sessions[2].CloseAsync().Time();
        (await connection.BeginSessionAsync().Time()).LocalChannel.ShouldBe((ushort)2);
        await connection.CloseAsync().Time();
    }

    [Fact]
    public async Task Two_ends_of_a_stream_need_no_socket()
    {
        Pipe there = new();
        Pipe back = new();
        Task<AmqpConnection> accepting = AmqpListener.AcceptAsync(new DuplexStream(there.Reader, back.Writer), new ListenerOptions(), TestHost.AcceptingAll());
        AmqpConnection client = await AmqpConnection.ConnectAsync(new DuplexStream(back.Reader, there.Writer), new ClientOptions()).Time();
        AmqpConnection server = await accepting.Time();

        await client.BeginSessionAsync().Time();
        await client.CloseAsync().Time();

        (await server.Closed.Time()).ShouldBeNull();
    }

    [Fact]
    public async Task An_attach_that_is_cancelled_leaves_nothing_behind()
    {
        Queue<AttachRequest> unanswered = [];
        await using Server server = new(unanswered.Enqueue);
        AmqpSession session = await server.BeginAsync();
        using CancellationTokenSource cancellation = new();

        Task attaching = session.AttachSenderAsync(new SenderOptions { Name = "s", Source = new(), Target = new() { Address = "q" } }, cancellation.Token);
        await Eventually.IsTrueAsync(() => unanswered.Count == 1);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => attaching.Time());
        AmqpReceiver late = unanswered.Dequeue().AcceptReceiver(new ReceiverOptions());

        (await late.Closed.Time()).ShouldBeNull();
        session.IsOpen.ShouldBeTrue();
        await session.Connection.CloseAsync().Time();
    }
}
