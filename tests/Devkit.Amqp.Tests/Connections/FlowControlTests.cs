using System.Threading.Channels;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Framing;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Tests.Support;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Tests.Connections;

/// <summary>Credit, session windows, the socket: whatever is missing makes senders wait, and nothing grows meanwhile.</summary>
public sealed class FlowControlTests
{
    private static readonly OutgoingMessage Small = new(AmqpMessage.FromValue("x").ToArray());

    [Fact]
    public async Task A_send_waits_for_credit()
    {
        (Server server, RawPeer peer, AmqpSender sender) = await SenderAsync();
        await using Server serverGuard = server;
        await using RawPeer peerGuard = peer;

        Task send = sender.SendSettledAsync(Small).AsTask();
        send.IsCompleted.ShouldBeFalse();
        await peer.SendAsync(0, new Flow { NextIncomingId = 1, IncomingWindow = 10, Handle = 0, DeliveryCount = 0, LinkCredit = 1 });

        await send.Time();
        (await peer.ReadFrameAsync()).Code.ShouldBe(Descriptor.Transfer);
        sender.Credit.ShouldBe(0u);
    }

    [Theory]
    [InlineData(uint.MaxValue, 0u, uint.MaxValue)]
    [InlineData(5u, 0u, 5u)]
    [InlineData(0u, 0u, 0u)]
    [InlineData(3u, 0xFFFFFFFFu, 2u)]
    [InlineData(3u, 0xFFFFFFF0u, 0u)]
    public async Task Credit_is_what_the_peer_grants_less_what_is_under_way(uint linkCredit, uint seenByThePeer, uint expected)
    {
        (Server server, RawPeer peer, AmqpSender sender) = await SenderAsync();
        await using Server serverGuard = server;
        await using RawPeer peerGuard = peer;

        await peer.SendAsync(0, new Flow { NextIncomingId = 1, IncomingWindow = uint.MaxValue, Handle = 0, DeliveryCount = seenByThePeer, LinkCredit = linkCredit, Echo = true });
        await peer.ReadUntilAsync(Descriptor.Flow);

        sender.Credit.ShouldBe(expected);
        sender.Session.RemoteIncomingWindow.ShouldBe(uint.MaxValue);
    }

    [Fact]
    public async Task A_send_that_waits_can_be_cancelled_and_the_next_one_takes_its_place()
    {
        (Server server, RawPeer peer, AmqpSender sender) = await SenderAsync();
        await using Server serverGuard = server;
        await using RawPeer peerGuard = peer;
        using CancellationTokenSource first = new();
        using CancellationTokenSource second = new();

        Task cancelledFirst = sender.SendSettledAsync(Small, first.Token).AsTask();
        Task cancelledInQueue = sender.SendSettledAsync(Small, second.Token).AsTask();
        Task last = sender.SendSettledAsync(Small).AsTask();
        await second.CancelAsync();
        await first.CancelAsync();
        await peer.SendAsync(0, new Flow { NextIncomingId = 1, IncomingWindow = 10, Handle = 0, DeliveryCount = 0, LinkCredit = 5 });

        await last.Time();
        await Should.ThrowAsync<OperationCanceledException>(() => cancelledFirst);
        await Should.ThrowAsync<OperationCanceledException>(() => cancelledInQueue);
        sender.Credit.ShouldBe(4u);
    }

    [Fact]
    public async Task A_send_right_behind_a_cancelled_queue_is_not_forgotten()
    {
        (Server server, RawPeer peer, AmqpSender sender) = await SenderAsync();
        await using Server serverGuard = server;
        await using RawPeer peerGuard = peer;

        // The gap is short: between the cancelled sends' ends, which come one after the other on the thread pool.
        for (uint round = 1; round <= 500; round++)
        {
            using CancellationTokenSource together = new();
            Task[] cancelled = [.. Enumerable.Range(0, 4).Select(_ => sender.SendSettledAsync(Small, together.Token).AsTask())];
            Task cancelling = Task.Run(together.Cancel);
            while (!cancelled.Any(send => send.IsCompleted))
            {
                await Task.Yield();
            }

            Task last = sender.SendSettledAsync(Small).AsTask();
            await peer.SendAsync(0, new Flow { NextIncomingId = 1, IncomingWindow = 1000, Handle = 0, DeliveryCount = 0, LinkCredit = round });
            await last.Time();
            await cancelling;
        }
    }

    [Fact]
    public async Task A_message_of_more_frames_than_the_window_goes_bit_by_bit()
    {
        (Server server, RawPeer peer, AmqpSender sender) = await SenderAsync(incomingWindow: 2);
        await using Server serverGuard = server;
        await using RawPeer peerGuard = peer;
        byte[] body = new byte[300_000];
        await peer.SendAsync(0, new Flow { NextIncomingId = 1, IncomingWindow = 2, Handle = 0, DeliveryCount = 0, LinkCredit = 1 });

        Task send = sender.SendSettledAsync(new OutgoingMessage(AmqpMessage.FromData(body).ToArray())).AsTask();
        int frames = 0;
        while (!send.IsCompleted || frames < 5)
        {
            (await peer.ReadFrameAsync()).Code.ShouldBe(Descriptor.Transfer);
            if (++frames % 2 == 0)
            {
                await peer.SendAsync(0, new Flow { NextIncomingId = (uint)(1 + frames), IncomingWindow = 2 });
            }
        }

        await send.Time();
        frames.ShouldBe(5);
    }

    [Fact]
    public async Task Flows_that_come_before_the_answer_to_the_attach_are_kept()
    {
        TaskCompletionSource<AttachRequest> request = new();
        await using Server server = new(request.SetResult);
        await using RawPeer peer = await RawPeer.BeginAsync(server.Port);

        await peer.SendAsync([.. RawPeer.Frame(0, RawPeer.Attach(true)), .. RawPeer.Frame(0, new Flow { NextIncomingId = 1, IncomingWindow = 10, Handle = 0, LinkCredit = 7 }), .. RawPeer.Frame(0, new Flow { Echo = true, NextIncomingId = 1, IncomingWindow = 10 })]);
        (await peer.ReadFrameAsync()).Code.ShouldBe(Descriptor.Flow);
        AmqpSender sender = (await request.Task.Time()).AcceptSender(new SenderOptions());
        await sender.SendSettledAsync(Small).Time();

        sender.Credit.ShouldBe(6u);
        (await peer.ReadFrameAsync()).Code.ShouldBe(Descriptor.Attach);
        (await peer.ReadFrameAsync()).Code.ShouldBe(Descriptor.Transfer);
    }

    [Fact]
    public async Task A_peer_that_detaches_before_it_is_answered_gets_both_answers()
    {
        TaskCompletionSource<AttachRequest> request = new();
        await using Server server = new(request.SetResult);
        await using RawPeer peer = await RawPeer.BeginAsync(server.Port);

        await peer.SendAsync([.. RawPeer.Frame(0, RawPeer.Attach(true)), .. RawPeer.Frame(0, new Detach { Handle = 0, Closed = true }), .. RawPeer.Frame(0, new Flow { Echo = true, NextIncomingId = 1, IncomingWindow = 10 })]);
        (await peer.ReadFrameAsync()).Code.ShouldBe(Descriptor.Flow);
        AmqpSender sender = (await request.Task.Time()).AcceptSender(new SenderOptions());

        (await peer.ReadFrameAsync()).Code.ShouldBe(Descriptor.Attach);
        (await peer.ReadFrameAsync()).Code.ShouldBe(Descriptor.Detach);
        (await sender.Closed.Time()).ShouldBeNull();
    }

    [Fact]
    public async Task A_peer_that_does_not_read_makes_the_sender_wait_and_the_memory_stay()
    {
        int sent = 0;
        TaskCompletionSource<AmqpSender> accepted = new();
        await using Server server = new(request => accepted.SetResult(request.AcceptSender(new SenderOptions())), new ListenerOptions { SendBufferSize = 256 * 1024, CloseTimeout = TimeSpan.FromMilliseconds(100) });
        await using RawPeer peer = await RawPeer.AttachAsync(server.Port, isReceiver: true);
        await peer.SendAsync(0, new Flow { NextIncomingId = 1, IncomingWindow = int.MaxValue, Handle = 0, DeliveryCount = 0, LinkCredit = int.MaxValue });
        AmqpSender sender = await accepted.Task.Time();
        await sender.WaitToSendAsync().Time();
        OutgoingMessage message = new(AmqpMessage.FromData(new byte[50_000]).ToArray());

        // The socket's own buffers take some megabytes; a gigabyte they do not take.
        while (await IsSoonAsync(sender.SendSettledAsync(message).AsTask()))
        {
            (++sent).ShouldBeLessThan(20_000);
        }

        sent.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task Far_more_than_the_send_buffer_passes_through_it()
    {
        const int Count = 50_000;
        OutgoingMessage message = new(AmqpMessage.FromData(new byte[1024]).ToArray());
        TaskCompletionSource all = new();
        int received = 0;
        await using Server server = new(
            request =>
            {
                AmqpSender link = request.AcceptSender(new SenderOptions());
                _ = Task.Run(async () =>
                {
                    for (int i = 0; i < Count; i++)
                    {
                        await link.SendSettledAsync(message);
                    }
                });
            },
            new ListenerOptions { SendBufferSize = 100_000 });
        AmqpSession session = await server.BeginAsync();

        await session.AttachReceiverAsync(new ReceiverOptions
        {
            Name = "r",
            Source = new() { Address = "q" },
            Target = new(),
            InitialCredit = Count,
            OnDelivery = (link, in delivery) =>
            {
                if (++received == Count)
                {
                    all.SetResult();
                }
            },
        }).Time();

        await all.Task.Time();
        await session.Connection.CloseAsync().Time();
    }

    [Fact]
    public async Task Consecutive_dispositions_with_equal_outcomes_become_one()
    {
        List<uint> ids = [];
        TaskCompletionSource<AmqpReceiver> full = new();
        await using Server server = new(request => request.AcceptReceiver(new ReceiverOptions
        {
            InitialCredit = 10,
            OnDelivery = (link, in delivery) =>
            {
                ids.Add(delivery.Id);
                if (ids.Count == 6)
                {
                    // Inside of the handler the writer cannot come between.
                    lock (link.Session.Connection.Gate)
                    {
                        ids.ForEach(id => link.Settle(id, id == 4 ? DeliveryState.Released : DeliveryState.Accepted));
                    }
                }
            },
        }));
        await using RawPeer peer = await RawPeer.AttachAsync(server.Port, isReceiver: false);

        await peer.SendAsync([.. Enumerable.Range(0, 6).SelectMany(i => RawPeer.Transfer(0, (uint)i, settled: false, tag: [(byte)i]))]);

        Disposition[] dispositions = [await NextAsync(peer), await NextAsync(peer), await NextAsync(peer)];
        dispositions.Select(d => (d.First, d.Last ?? d.First)).ShouldBe([(0u, 3u), (4u, 4u), (5u, 5u)]);
        dispositions.ShouldAllBe(d => d.Settled && d.IsReceiver);
    }

    [Fact]
    public async Task Credit_is_granted_in_the_sum_and_the_window_renewed()
    {
        Channel<uint> received = Channel.CreateUnbounded<uint>();
        await using Server server = new(
            request => request.AcceptReceiver(new ReceiverOptions
            {
                InitialCredit = 100,
                OnDelivery = (link, in delivery) =>
                {
                    received.Writer.TryWrite(delivery.Id);
                    link.AddCredit(1);
                },
            }),
            new ListenerOptions { Session = new SessionOptions { IncomingWindow = 50 } });
        AmqpSession session = await server.BeginAsync();
        AmqpSender sender = await session.AttachSenderAsync(new SenderOptions { Name = "s", Source = new(), Target = new() { Address = "q" } }).Time();

        for (uint i = 0; i < 2000; i++)
        {
            await sender.SendSettledAsync(Small).Time();
        }

        for (uint i = 0; i < 2000; i++)
        {
            (await received.Reader.ReadAsync().Time()).ShouldBe(i);
        }

        await session.Connection.CloseAsync().Time();
    }

    [Fact]
    public async Task A_send_that_waits_fails_when_the_link_is_detached()
    {
        (Server server, RawPeer peer, AmqpSender sender) = await SenderAsync();
        await using Server serverGuard = server;
        await using RawPeer peerGuard = peer;

        Task send = sender.SendSettledAsync(Small).AsTask();
        await peer.SendAsync(0, new Detach { Handle = 0, Closed = true, Error = new AmqpError("test:gone", "why") });

        (await Should.ThrowAsync<AmqpException>(() => send.Time())).Condition.ShouldBe("test:gone");
        Should.Throw<AmqpException>(() => sender.SendSettledAsync(Small).AsTask()).Condition.ShouldBe("test:gone");
    }

    [Fact]
    public async Task An_unsettled_send_fails_when_the_connection_is_lost()
    {
        (Server server, RawPeer peer, AmqpSender sender) = await SenderAsync();
        await using Server serverGuard = server;
        await peer.SendAsync(0, new Flow { NextIncomingId = 1, IncomingWindow = 10, Handle = 0, DeliveryCount = 0, LinkCredit = 1 });

        Task<DeliveryState> send = sender.SendAsync(Small);
        await peer.ReadUntilAsync(Descriptor.Transfer);
        await peer.DisposeAsync();

        (await Should.ThrowAsync<AmqpException>(() => send.Time())).IsTransportLoss.ShouldBeTrue();
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(5u)]
    [InlineData(0u)]
    public async Task A_disposition_settles_what_there_is_however_far_its_range_goes(uint last)
    {
        (Server server, RawPeer peer, AmqpSender sender) = await SenderAsync();
        await using Server serverGuard = server;
        await using RawPeer peerGuard = peer;
        await peer.SendAsync(0, new Flow { NextIncomingId = 1, IncomingWindow = 10, Handle = 0, DeliveryCount = 0, LinkCredit = 1 });

        Task<DeliveryState> send = sender.SendAsync(Small);
        await peer.ReadUntilAsync(Descriptor.Transfer);
        await peer.SendAsync(0, new Disposition { IsReceiver = true, First = last == uint.MaxValue ? last : 0, Last = last == uint.MaxValue ? 0 : last, Settled = true, State = DeliveryState.Released });

        (await send.Time()).ShouldBe(DeliveryState.Released);
    }

    private static async Task<bool> IsSoonAsync(Task send) => send.IsCompleted || await Task.WhenAny(send, Task.Delay(TimeSpan.FromSeconds(1))) == send;

    private static async Task<Disposition> NextAsync(RawPeer peer) => (await peer.ReadUntilAsync(Descriptor.Disposition)).Disposition;

    private static async Task<(Server Server, RawPeer Peer, AmqpSender Sender)> SenderAsync(uint incomingWindow = 1000)
    {
        TaskCompletionSource<AmqpSender> accepted = new();
        Server server = new(request => accepted.SetResult(request.AcceptSender(new SenderOptions())));
        RawPeer peer = await RawPeer.AttachAsync(server.Port, isReceiver: true, incomingWindow);
        return (server, peer, await accepted.Task.Time());
    }
}
