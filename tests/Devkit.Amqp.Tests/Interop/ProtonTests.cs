using System.Globalization;
using System.Text;
using Checkpointing.Tests.Services;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Tests.Support;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Tests.Interop;

/// <summary>Apache Qpid Proton, which decodes every type into one of its own, as client and as server.</summary>
public sealed class ProtonTests
{
    private static readonly List<object?> EveryType =
    [
        null, true, false, (byte)200, (sbyte)-100, (ushort)60000, (short)-30000, 0u, 200u, 4000000000u, -5, -2000000000,
        0ul, 200ul, 1ul << 63, -5L, -(1L << 62), 1.5f, -2.25, new AmqpDecimal32(0x22500001), new AmqpDecimal64(0x2238000000000001),
        new AmqpDecimal128(new UInt128(0x0001020304050607, 0x08090A0B0C0D0E0F)), new Rune(0x1F600), DateTimeOffset.FromUnixTimeMilliseconds(1700000000123),
        new Guid("00112233-4455-6677-8899-aabbccddeeff"), new byte[] { 1, 2 }, Enumerable.Repeat((byte)'x', 300).ToArray(),
        "grüße", new string('y', 300), new AmqpSymbol("sym"), new List<object?> { 1L, "two", new List<object?> { null } }, new List<object?>(),
        new AmqpMap { ["k"] = "v", ["s".AsSymbol()] = 1ul },
        new[] { 1, -200000 }, new[] { "a", "b" }, new[] { "a".AsSymbol() },
        new DescribedValue("d".AsSymbol(), "value"), new DescribedValue(0x468C00000004ul, "filter"),
    ];

    [Fact]
    public async Task Its_client_sends_every_type_and_gets_back_what_it_sent()
    {
        QueueHost queues = new();
        string output = await RunAsync("exchange", queues);

        output.ShouldContain("\"equal\": true");
        AmqpMessage message = AmqpMessage.Decode(queues.Received.First());
        Values.ShouldBeEqual(message.Value, EveryType);
        message.ApplicationProperties!["p"].ShouldBe("v".AsSymbol());
    }

    [Fact]
    public async Task Its_client_sends_a_message_of_many_frames_and_gets_it_back() =>
        (await RunAsync("large", new QueueHost())).ShouldContain("\"equal\": true");

    [Fact]
    public async Task Its_client_understands_a_refusal() =>
        (await RunAsync("refused", new QueueHost())).ShouldContain("\"refused\": true, \"condition\": \"amqp:not-found\"");

    [Fact]
    public async Task Its_server_sends_every_type_back_as_it_was()
    {
        await using PeerProcess peer = Peers.ProtonServer();
        AmqpSession session = await BeginAsync(peer);
        AmqpSender sender = await session.AttachSenderAsync(new SenderOptions
        {
            Name = "out",
            Source = new AmqpSource(),
            Target = new AmqpTarget { Address = "q" },
        }).Time();
        AmqpReceiver receiver = await session.AttachReceiverAsync(new ReceiverOptions
        {
            Name = "in",
            Source = new AmqpSource { Address = "q" },
            Target = new AmqpTarget(),
            InitialCredit = 10,
        }).Time();

        AmqpMessage message = AmqpMessage.FromValue(EveryType);
        message.ApplicationProperties = new AmqpMap { ["n"] = 3ul };
        DeliveryState outcome = await sender.SendAsync(new OutgoingMessage(message.ToArray())).Time();
        AmqpMessage echo = (await receiver.ReceiveAsync().Time()).Decode();

        outcome.ShouldBe(DeliveryState.Accepted);
        Values.ShouldBeEqual(echo.Value, EveryType);
        echo.ApplicationProperties!["n"].ShouldBe(3ul);
        await session.Connection.CloseAsync().Time();
    }

    [Fact]
    public async Task Its_server_takes_and_returns_a_message_of_many_frames()
    {
        await using PeerProcess peer = Peers.ProtonServer();
        AmqpSession session = await BeginAsync(peer);
        byte[] body = new byte[500_000];
        new Random(2).NextBytes(body);
        AmqpSender sender = await session.AttachSenderAsync(new SenderOptions { Name = "out", Source = new(), Target = new() { Address = "q" } }).Time();
        AmqpReceiver receiver = await session.AttachReceiverAsync(new ReceiverOptions { Name = "in", Source = new() { Address = "q" }, Target = new(), InitialCredit = 1 }).Time();

        await sender.SendAsync(new OutgoingMessage(AmqpMessage.FromData(body).ToArray())).Time();

        (await receiver.ReceiveAsync().Time()).Decode().Data[0].Span.SequenceEqual(body).ShouldBeTrue();
        await session.Connection.CloseAsync().Time();
    }

    private static async Task<string> RunAsync(string scenario, QueueHost queues)
    {
        await using Server server = new(queues.OnAttach);
        await using PeerProcess peer = Peers.ProtonClient(server.Port, scenario);
        return await peer.WaitForSuccessAsync(TestContext.Current.CancellationToken).Time();
    }

    private static async Task<AmqpSession> BeginAsync(PeerProcess peer)
    {
        int port = int.Parse(await peer.ReadLineAsync(TestContext.Current.CancellationToken).Time(), CultureInfo.InvariantCulture);
        AmqpConnection connection = await AmqpConnection.ConnectAsync("127.0.0.1", port, new ClientOptions()).Time();
        return await connection.BeginSessionAsync().Time();
    }
}
