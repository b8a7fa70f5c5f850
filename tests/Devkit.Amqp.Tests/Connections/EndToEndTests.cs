using System.Text;
using System.Threading.Channels;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Tests.Support;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Tests.Connections;

public sealed class EndToEndTests
{
    [Fact]
    public async Task A_message_sent_unsettled_is_delivered_and_its_outcome_returns()
    {
        Channel<string> received = Channel.CreateUnbounded<string>();
        await using Server server = new(request => request.AcceptReceiver(new ReceiverOptions
        {
            InitialCredit = 10,
            OnDelivery = (link, in delivery) =>
            {
                received.Writer.TryWrite(Encoding.UTF8.GetString(AmqpMessage.Decode(delivery.Payload).Data[0].Span));
                link.Settle(delivery.Id, DeliveryState.Accepted);
            },
        }));
        AmqpSession session = await server.BeginAsync();
        AmqpSender sender = await session.AttachSenderAsync(new SenderOptions { Name = "out", Source = new AmqpSource(), Target = new AmqpTarget { Address = "q" } }).Time();

        DeliveryState outcome = await sender.SendAsync(Message("hello")).Time();

        outcome.ShouldBe(DeliveryState.Accepted);
        (await received.Reader.ReadAsync().Time()).ShouldBe("hello");
        await session.Connection.CloseAsync().Time();
    }

    [Theory]
    [InlineData(1_000, 10)]
    [InlineData(200_000, 3)]
    [InlineData(900_000, 2)]
    public async Task Messages_of_any_size_arrive_whole_and_in_order(int size, int count)
    {
        byte[][] bodies = [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, size).Select(j => (byte)(i + j)).ToArray())];
        await using Server server = new(request =>
        {
            AmqpSender link = request.AcceptSender(new SenderOptions());
            _ = Task.Run(async () =>
            {
                foreach (byte[] body in bodies)
                {
                    await link.SendSettledAsync(new OutgoingMessage(new byte[] { 0x00, 0x53, 0x72, 0xC1, 0x01, 0x00 }, AmqpMessage.FromData(body).ToArray()));
                }
            });
        });
        AmqpSession session = await server.BeginAsync();
        AmqpReceiver receiver = await session.AttachReceiverAsync(Receiver(credit: 2)).Time();

        foreach (byte[] body in bodies)
        {
            ReceivedMessage message = await receiver.ReceiveAsync().Time();
            message.IsSettled.ShouldBeTrue();
            message.Decode().Data[0].Span.SequenceEqual(body).ShouldBeTrue();
            receiver.AddCredit(1);
        }

        await session.Connection.CloseAsync().Time();
    }

    [Fact]
    public async Task A_refused_attach_throws_the_error_of_the_refusal()
    {
        await using Server server = new(request => request.Refuse(new AmqpError("amqp:not-found", "could not be found")));
        AmqpSession session = await server.BeginAsync();

        AmqpException exception = await Should.ThrowAsync<AmqpException>(() => session.AttachReceiverAsync(Receiver()).Time());

        exception.Condition.ShouldBe("amqp:not-found");
        exception.Description.ShouldBe("could not be found");
        exception.Scope.ShouldBe(AmqpErrorScope.Link);
        session.IsOpen.ShouldBeTrue();
        await session.Connection.CloseAsync().Time();
    }

    [Fact]
    public async Task What_the_acceptor_says_reaches_the_one_who_attached()
    {
        await using Server server = new(request => request.AcceptReceiver(new ReceiverOptions
        {
            InitialCredit = 3,
            MaxMessageSize = 4711,
            Properties = new AmqpMap { [(AmqpSymbol)"answer"] = 42L },
            OfferedCapabilities = ["cap"],
        }));
        AmqpSession session = await server.BeginAsync();

        AmqpSender sender = await session.AttachSenderAsync(new SenderOptions
        {
            Name = "s",
            SettleMode = SettleMode.Settled,
            Source = new AmqpSource { Address = "me" },
            Target = new AmqpTarget { Address = "node" },
        }).Time();
        await sender.WaitToSendAsync().Time();

        sender.Credit.ShouldBe(3u);
        sender.MaxMessageSize.ShouldBe(4711ul);
        sender.RemoteAttach.SenderSettleMode.ShouldBe(SettleMode.Settled);
        sender.RemoteAttach.Target!.Address.ShouldBe("node");
        sender.RemoteAttach.Properties!["answer".AsSymbol()].ShouldBe(42L);
        sender.RemoteAttach.OfferedCapabilities.ShouldBe([new AmqpSymbol("cap")]);
        await session.Connection.CloseAsync().Time();
    }

    [Fact]
    public async Task Closing_with_an_error_tells_the_peer_at_every_level()
    {
        TaskCompletionSource<AmqpLink> link = new();
        await using Server server = new(request => link.SetResult(request.AcceptSender(new SenderOptions())));
        AmqpSession session = await server.BeginAsync();
        AmqpReceiver receiver = await session.AttachReceiverAsync(Receiver()).Time();
        AmqpLink accepted = await link.Task.Time();

        await accepted.CloseAsync(new AmqpError(ErrorCondition.Stolen, "another epoch")).Time();
        AmqpException? detached = await receiver.Closed.Time();
        await accepted.Session.CloseAsync(new AmqpError(ErrorCondition.NotAllowed, "no")).Time();
        AmqpException? ended = await session.Closed.Time();
        await accepted.Session.Connection.CloseAsync(new AmqpError(ErrorCondition.ConnectionForced, "bye")).Time();
        AmqpException? closed = await session.Connection.Closed.Time();

        (detached!.Scope, detached.Condition, detached.Description).ShouldBe((AmqpErrorScope.Link, "amqp:link:stolen", "another epoch"));
        (ended!.Scope, ended.Condition).ShouldBe((AmqpErrorScope.Session, "amqp:not-allowed"));
        (closed!.Scope, closed.Condition).ShouldBe((AmqpErrorScope.Connection, "amqp:connection:forced"));
    }

    [Fact]
    public async Task An_aborted_connection_is_told_from_a_closed_one()
    {
        await using Server server = new();
        AmqpSession session = await server.BeginAsync();
        AmqpReceiver receiver = await session.AttachReceiverAsync(Receiver()).Time();

        server.Host.Connections.Last().Abort();

        AmqpException? end = await receiver.Closed.Time();
        end!.IsTransportLoss.ShouldBeTrue();
        (await session.Connection.Closed.Time())!.IsTransportLoss.ShouldBeTrue();
    }

    private static ReceiverOptions Receiver(uint credit = 10) => new()
    {
        Name = "in",
        Source = new AmqpSource { Address = "q" },
        Target = new AmqpTarget(),
        InitialCredit = credit,
        SettleMode = SettleMode.Settled,
    };

    private static OutgoingMessage Message(string text) => new(AmqpMessage.FromData(Encoding.UTF8.GetBytes(text)).ToArray());
}
