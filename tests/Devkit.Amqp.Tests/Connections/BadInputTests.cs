using Devkit.Amqp.Connections;
using Devkit.Amqp.Framing;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Tests.Support;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Tests.Connections;

/// <summary>What no peer may do ends link, session or connection with the condition that the specification names.</summary>
public sealed class BadInputTests
{
    private static readonly byte[] Bomb = [0x00, 0x53, 0x10, .. Enumerable.Repeat((byte[])[0xC0, 0xFF, 0x01], 50).SelectMany(x => x)];

    public static TheoryData<string, byte[], string> ConnectionErrors => new()
    {
        { "smaller than its header", [0, 0, 0, 7, 2, 0, 0, 0], ErrorCondition.FramingError },
        { "larger than max-frame-size", [0x7F, 0, 0, 0, 2, 0, 0, 0], ErrorCondition.FramingError },
        { "a data offset inside of the header", [0, 0, 0, 8, 1, 0, 0, 0], ErrorCondition.FramingError },
        { "a data offset behind the frame", [0, 0, 0, 8, 200, 0, 0, 0], ErrorCondition.FramingError },
        { "SASL after SASL", RawPeer.Frame(0, [0x00, 0x53, 0x41, 0x45], type: 1), ErrorCondition.FramingError },
        { "an unknown type", RawPeer.Frame(0, [1], type: 9), ErrorCondition.FramingError },
        { "a channel beyond channel-max", RawPeer.Frame(9000, new Begin { NextOutgoingId = 0, IncomingWindow = 1, OutgoingWindow = 1 }), ErrorCondition.FramingError },
        { "a channel without a session", RawPeer.Frame(5, new Flow()), ErrorCondition.NotAllowed },
        { "begin twice", RawPeer.Frame(0, new Begin { NextOutgoingId = 0, IncomingWindow = 1, OutgoingWindow = 1 }), ErrorCondition.IllegalState },
        { "an answer to no begin", RawPeer.Frame(1, new Begin { RemoteChannel = 7, NextOutgoingId = 0, IncomingWindow = 1, OutgoingWindow = 1 }), ErrorCondition.IllegalState },
        { "open twice", RawPeer.Frame(0, new Open { ContainerId = "x" }), ErrorCondition.IllegalState },
        { "a handle beyond handle-max", RawPeer.Frame(0, RawPeer.Attach(false, 5000)), ErrorCondition.FramingError },
        { "a body that is no described value", RawPeer.Frame(0, [0x40]), ErrorCondition.DecodeError },
        { "an unknown performative", RawPeer.Frame(0, [0x00, 0x53, 0x99, 0x45]), ErrorCondition.DecodeError },
        { "a performative that is no list", RawPeer.Frame(0, [0x00, 0x53, 0x13, 0xA1, 0x01, 0x41]), ErrorCondition.DecodeError },
        { "a truncated list", RawPeer.Frame(0, [0x00, 0x53, 0x13, 0xC0, 0x50, 0x04, 0x43]), ErrorCondition.DecodeError },
        { "a list that is longer than its items", RawPeer.Frame(0, [0x00, 0x53, 0x18, 0xC0, 0x03, 0x01, 0x40, 0x40]), ErrorCondition.DecodeError },
        { "more items than bytes", RawPeer.Frame(0, [0x00, 0x53, 0x13, 0xD0, 0, 0, 0, 4, 0x7F, 0xFF, 0xFF, 0xFF]), ErrorCondition.DecodeError },
        { "a missing mandatory field", RawPeer.Frame(0, [0x00, 0x53, 0x12, 0x45]), ErrorCondition.DecodeError },
        { "a field of the wrong type", RawPeer.Frame(0, [0x00, 0x53, 0x16, 0xC0, 0x03, 0x01, 0xA1, 0x00]), ErrorCondition.DecodeError },
        { "a string that is not UTF-8", RawPeer.Frame(0, [0x00, 0x53, 0x12, 0xC0, 0x05, 0x01, 0xA1, 0x02, 0xC3, 0x28]), ErrorCondition.DecodeError },
        { "a nesting bomb", RawPeer.Frame(0, [0x00, 0x53, 0x17, 0xD0, 0, 0, 1, 0, 0, 0, 0, 1, 0x00, 0x53, 0x1D, 0xD0, 0, 0, 0, 0xF0, 0, 0, 0, 3, 0xA3, 1, 0x61, 0x40, .. Nested()]), ErrorCondition.DecodeError },
        { "a delivery tag of 33 bytes", RawPeer.Transfer(0, 0, tag: new byte[33]), ErrorCondition.DecodeError },
    };

    public static TheoryData<string, byte[], string> SessionErrors => new()
    {
        { "a handle twice", RawPeer.Frame(0, RawPeer.Attach(false, 0, "other")), ErrorCondition.HandleInUse },
        { "a transfer without a link", RawPeer.Transfer(3, 0), ErrorCondition.UnattachedHandle },
        { "a flow without a link", RawPeer.Frame(0, new Flow { Handle = 3 }), ErrorCondition.UnattachedHandle },
        { "a detach without a link", RawPeer.Frame(0, new Detach { Handle = 3 }), ErrorCondition.UnattachedHandle },
    };

    public static TheoryData<string, byte[], string> LinkErrors => new()
    {
        { "no credit left", [.. RawPeer.Transfer(0, 0), .. RawPeer.Transfer(0, 1), .. RawPeer.Transfer(0, 2)], ErrorCondition.TransferLimitExceeded },
        { "a message too large", RawPeer.Transfer(0, 0, length: 2000), ErrorCondition.MessageSizeExceeded },
        { "a message too large in pieces", [.. RawPeer.Transfer(0, 0, more: true, length: 600), .. RawPeer.Transfer(0, null, length: 600)], ErrorCondition.MessageSizeExceeded },
        { "no delivery-id", RawPeer.Transfer(0, null), ErrorCondition.InvalidField },
        { "a delivery inside of another", [.. RawPeer.Transfer(0, 0, more: true), .. RawPeer.Transfer(0, 1)], ErrorCondition.InvalidField },
        { "a message that is none", RawPeer.Transfer(0, 0), ErrorCondition.DecodeError },
    };

    [Theory]
    [MemberData(nameof(ConnectionErrors))]
    public async Task It_closes_the_connection(string what, byte[] input, string condition)
    {
        await using Server server = new();
        await using RawPeer peer = await RawPeer.BeginAsync(server.Port);

        await peer.SendAsync(input);
        RawFrame close = await peer.ReadUntilAsync(Descriptor.Close);

        close.Condition.ShouldBe(condition, what);
        await peer.DisposeAsync();
        await server.IsEmptyAsync();
    }

    [Theory]
    [MemberData(nameof(SessionErrors))]
    public async Task It_ends_the_session(string what, byte[] input, string condition)
    {
        await using Server server = new();
        await using RawPeer peer = await RawPeer.AttachAsync(server.Port, isReceiver: false);

        await peer.SendAsync(input);
        RawFrame end = await peer.ReadUntilAsync(Descriptor.End);

        end.Condition.ShouldBe(condition, what);
        await peer.SendAsync(0, Ending.End(null));
        await peer.SendAsync(0, new Begin { NextOutgoingId = 0, IncomingWindow = 1, OutgoingWindow = 1 });
        (await peer.ReadFrameAsync()).Code.ShouldBe(Descriptor.Begin);
    }

    [Theory]
    [MemberData(nameof(LinkErrors))]
    public async Task It_detaches_the_link(string what, byte[] input, string condition)
    {
        await using Server server = new(request => request.AcceptReceiver(new ReceiverOptions
        {
            InitialCredit = 2,
            MaxMessageSize = 1000,
            OnDelivery = (link, in delivery) =>
            {
                if (condition == ErrorCondition.DecodeError)
                {
                    AmqpMessage.Decode(delivery.Payload);
                }
            },
        }));
        await using RawPeer peer = await RawPeer.AttachAsync(server.Port, isReceiver: false);

        await peer.SendAsync(input);
        RawFrame detach = await peer.ReadUntilAsync(Descriptor.Detach);

        detach.Condition.ShouldBe(condition, what);
        await peer.SendAsync(0, new Detach { Handle = 0, Closed = true });
        await peer.SendAsync(0, RawPeer.Attach(false));
        (await peer.ReadFrameAsync()).Code.ShouldBe(Descriptor.Attach);
    }

    [Fact]
    public async Task More_transfers_than_the_window_end_the_session()
    {
        // The window is renewed as frames are read; a suspended connection reads what it has, and renews nothing.
        await using Server server = new(
            request => request.AcceptReceiver(new ReceiverOptions { InitialCredit = 100, OnDelivery = (link, in delivery) => link.Session.Connection.Suspend() }),
            new ListenerOptions { Session = new SessionOptions { IncomingWindow = 4 } });
        await using RawPeer peer = await RawPeer.AttachAsync(server.Port, isReceiver: false);

        await peer.SendAsync([.. Enumerable.Range(0, 20).SelectMany(i => RawPeer.Transfer(0, (uint)i))]);
        await Eventually.IsTrueAsync(() => server.Host.Connections.First().Sessions.Count == 0);
        server.Host.Connections.First().Resume();

        (await peer.ReadUntilAsync(Descriptor.End)).Condition.ShouldBe(ErrorCondition.WindowViolation);
    }

    [Fact]
    public async Task Transfers_that_never_stop_after_a_detach_end_the_session()
    {
        await using Server server = new(
            request => request.AcceptReceiver(new ReceiverOptions { InitialCredit = 1 }),
            new ListenerOptions { Session = new SessionOptions { IncomingWindow = 10 } });
        await using RawPeer peer = await RawPeer.AttachAsync(server.Port, isReceiver: false);

        RawFrame frame;
        uint id = 0;
        do
        {
            await peer.SendAsync([.. RawPeer.Transfer(0, id++), .. RawPeer.Frame(0, new Flow { Echo = true, IncomingWindow = 1 })]);
            frame = await peer.ReadFrameAsync();
        }
        while (frame.Code != Descriptor.End);

        frame.Condition.ShouldBe(ErrorCondition.ErrantLink);
    }

    [Fact]
    public async Task More_links_than_allowed_end_the_connection()
    {
        await using Server server = new(options: new ListenerOptions { Session = new SessionOptions { MaxLinks = 2 } });
        await using RawPeer peer = await RawPeer.AttachAsync(server.Port, isReceiver: true);

        await peer.SendAsync(0, RawPeer.Attach(true, 2, "third"));

        (await peer.ReadUntilAsync(Descriptor.Close)).Condition.ShouldBe(ErrorCondition.FramingError);
    }

    [Fact]
    public async Task Unfinished_messages_have_a_limit_over_all_links()
    {
        await using Server server = new(
            request => request.AcceptReceiver(new ReceiverOptions { InitialCredit = 1 }),
            new ListenerOptions { MaxPartialBytes = 1000 });
        await using RawPeer peer = await RawPeer.AttachAsync(server.Port, isReceiver: false);
        await peer.SendAsync(0, RawPeer.Attach(false, 1, "second"));
        await peer.ReadUntilAsync(Descriptor.Attach);

        await peer.SendAsync([.. RawPeer.Transfer(0, 0, more: true, length: 600), .. RawPeer.Transfer(1, 1, more: true, length: 600)]);

        (await peer.ReadUntilAsync(Descriptor.Detach)).Condition.ShouldBe(ErrorCondition.ResourceLimitExceeded);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("AMQP\u0000\u0000\u0009\u0001")]
    public async Task Another_protocol_is_told_which_one_is_spoken(string greeting)
    {
        await using Server server = new();
        await using RawPeer peer = await RawPeer.ConnectAsync(server.Port);

        await peer.SendAsync(System.Text.Encoding.Latin1.GetBytes(greeting));

        (await peer.ReadAsync(8)).ShouldBe(ProtocolHeader.Amqp);
        await peer.ReadEndAsync();
    }

    [Fact]
    public async Task Who_says_nothing_is_let_go()
    {
        await using Server server = new(options: new ListenerOptions { HandshakeTimeout = TimeSpan.FromMilliseconds(200) });
        await using RawPeer peer = await RawPeer.ConnectAsync(server.Port);

        await peer.ReadEndAsync();
    }

    [Fact]
    public async Task Who_does_not_answer_a_close_is_let_go()
    {
        await using Server server = new(options: new ListenerOptions { CloseTimeout = TimeSpan.FromMilliseconds(200) });
        await using RawPeer peer = await RawPeer.OpenAsync(server.Port);

        await peer.SendAsync(Bomb);
        await peer.ReadUntilAsync(Descriptor.Close);

        await peer.ReadEndAsync();
        await server.IsEmptyAsync();
    }

    [Fact]
    public async Task A_frame_before_open_is_out_of_order()
    {
        await using Server server = new();
        await using RawPeer peer = await RawPeer.ConnectAsync(server.Port);

        await peer.SendAsync([.. ProtocolHeader.Amqp, .. RawPeer.Frame(0, new Begin { NextOutgoingId = 0, IncomingWindow = 1, OutgoingWindow = 1 })]);
        await peer.ReadAsync(8);

        (await peer.ReadFrameAsync()).Code.ShouldBe(Descriptor.Open);
        (await peer.ReadFrameAsync()).Condition.ShouldBe(ErrorCondition.IllegalState);
    }

    [Fact]
    public async Task A_handler_that_throws_closes_its_connection_and_no_other()
    {
        await using Server server = new(request => throw new InvalidOperationException("a bug in the host"));
        await using RawPeer peer = await RawPeer.BeginAsync(server.Port);
        AmqpSession bystander = await server.BeginAsync();

        await peer.SendAsync(0, RawPeer.Attach(true));

        (await peer.ReadUntilAsync(Descriptor.Close)).Condition.ShouldBe(ErrorCondition.InternalError);
        bystander.IsOpen.ShouldBeTrue();
        await bystander.Connection.CloseAsync().Time();
    }

    [Fact]
    public async Task A_peer_that_leaves_no_channel_for_the_answer_is_told()
    {
        await using Server server = new();
        await using RawPeer peer = await RawPeer.OpenAsync(server.Port, new Open { ContainerId = "raw", ChannelMax = 0 });

        await peer.SendAsync(0, new Begin { NextOutgoingId = 0, IncomingWindow = 1, OutgoingWindow = 1 });
        await peer.SendAsync(1, new Begin { NextOutgoingId = 0, IncomingWindow = 1, OutgoingWindow = 1 });

        (await peer.ReadUntilAsync(Descriptor.Close)).Condition.ShouldBe(ErrorCondition.ResourceLimitExceeded);
    }

    private static byte[] Nested()
    {
        // A map in a map in a map, forty times over.
        byte[] inner = [0x40];
        for (int i = 0; i < 40; i++)
        {
            inner = [0xC1, (byte)(inner.Length + 2), 0x02, 0x43, .. inner];
        }

        return inner;
    }
}
