using Checkpointing.Tests.Services;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Tests.Support;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Tests.Interop;

/// <summary>rhea as the server of our client.</summary>
public sealed class RheaServerTests
{
    [Fact]
    public async Task Messages_are_accepted_rejected_and_released_as_the_server_says()
    {
        await using PeerProcess peer = Peers.RheaServer();
        AmqpSession session = await BeginAsync(peer, SaslCredential.Anonymous);

        (await (await SenderAsync(session, "q")).SendAsync(Message([1])).Time()).ShouldBe(DeliveryState.Accepted);
        (await (await SenderAsync(session, "releasing")).SendAsync(Message([1])).Time()).ShouldBe(DeliveryState.Released);
        RejectedState rejected = (await (await SenderAsync(session, "rejecting")).SendAsync(Message([1])).Time()).ShouldBeOfType<RejectedState>();

        rejected.Error!.Condition.ShouldBe(new AmqpSymbol("test:rejected"));
        await session.Connection.CloseAsync().Time();
    }

    [Fact]
    public async Task A_message_of_many_frames_goes_there_and_back()
    {
        await using PeerProcess peer = Peers.RheaServer();
        AmqpSession session = await BeginAsync(peer, SaslCredential.Plain("user", "secret"));
        byte[] body = new byte[400_000];
        new Random(1).NextBytes(body);

        await (await SenderAsync(session, "q")).SendAsync(Message(body)).Time();
        AmqpReceiver receiver = await ReceiverAsync(session, "q", credit: 1);
        ReceivedMessage echo = await receiver.ReceiveAsync().Time();

        echo.Decode().Data[0].Span.SequenceEqual(body).ShouldBeTrue();
        (await peer.ReadLineAsync(TestContext.Current.CancellationToken).Time()).ShouldContain("\"body\":400000");
        await session.Connection.CloseAsync().Time();
    }

    [Fact]
    public async Task Values_arrive_with_their_type()
    {
        await using PeerProcess peer = Peers.RheaServer();
        AmqpSession session = await BeginAsync(peer, SaslCredential.Anonymous);
        AmqpReceiver receiver = await ReceiverAsync(session, "types", credit: 1);

        AmqpMessage message = (await receiver.ReceiveAsync().Time()).Decode();

        message.Properties!.MessageId.ShouldBe("id-1");
        message.ApplicationProperties!["ubyte"].ShouldBe((byte)200);
        message.ApplicationProperties["uint"].ShouldBe(4000000000u);
        message.ApplicationProperties["long"].ShouldBe(-12345678901L);
        message.ApplicationProperties["symbol"].ShouldBe(new AmqpSymbol("sym"));
        message.ApplicationProperties["timestamp"].ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1700000000123));
        ((AmqpMap)message.Value!)["text"].ShouldBe("x");
        await session.Connection.CloseAsync().Time();
    }

    [Fact]
    public async Task A_drain_ends_the_credit()
    {
        await using PeerProcess peer = Peers.RheaServer();
        AmqpSession session = await BeginAsync(peer, SaslCredential.Anonymous);
        AmqpReceiver receiver = await ReceiverAsync(session, "empty", credit: 10);

        await receiver.DrainAsync().Time();

        receiver.Credit.ShouldBe(0u);
        await session.Connection.CloseAsync().Time();
    }

    [Fact]
    public async Task A_link_that_is_closed_with_an_error_tells_the_condition()
    {
        await using PeerProcess peer = Peers.RheaServer();
        AmqpSession session = await BeginAsync(peer, SaslCredential.Anonymous);

        AmqpSender sender = await SenderAsync(session, "missing");

        (await sender.Closed.Time())!.Condition.ShouldBe("amqp:not-found");
        await session.Connection.CloseAsync().Time();
    }

    [Fact]
    public async Task A_wrong_password_is_an_unauthorized_access()
    {
        await using PeerProcess peer = Peers.RheaServer();

        AmqpException exception = await Should.ThrowAsync<AmqpException>(() => BeginAsync(peer, SaslCredential.Plain("user", "guess")));

        exception.Condition.ShouldBe(ErrorCondition.UnauthorizedAccess);
    }

    private static async Task<AmqpSession> BeginAsync(PeerProcess peer, SaslCredential credential)
    {
        int port = int.Parse(await peer.ReadLineAsync(TestContext.Current.CancellationToken).Time(), System.Globalization.CultureInfo.InvariantCulture);
        AmqpConnection connection = await AmqpConnection.ConnectAsync("127.0.0.1", port, new ClientOptions { Sasl = credential }).Time();
        return await connection.BeginSessionAsync().Time();
    }

    private static Task<AmqpSender> SenderAsync(AmqpSession session, string address) => session.AttachSenderAsync(new SenderOptions
    {
        Name = "to-" + address,
        Source = new AmqpSource(),
        Target = new AmqpTarget { Address = address },
    }).Time();

    private static Task<AmqpReceiver> ReceiverAsync(AmqpSession session, string address, uint credit) => session.AttachReceiverAsync(new ReceiverOptions
    {
        Name = "from-" + address,
        Source = new AmqpSource { Address = address },
        Target = new AmqpTarget(),
        InitialCredit = credit,
    }).Time();

    private static OutgoingMessage Message(byte[] data) => new(AmqpMessage.FromData(data).ToArray());
}
