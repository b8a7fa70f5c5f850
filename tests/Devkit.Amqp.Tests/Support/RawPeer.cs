using System.Net;
using System.Net.Sockets;
using Devkit.Amqp.Framing;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Tests.Support;

/// <summary>A client that is made by hand, frame by frame, so that it can do what no decent client would.</summary>
internal sealed class RawPeer : IAsyncDisposable
{
    private readonly NetworkStream _stream;

    private RawPeer(NetworkStream stream) => _stream = stream;

    public static async Task<RawPeer> ConnectAsync(int port)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new RawPeer(new NetworkStream(socket, ownsSocket: true));
    }

    /// <summary>Connects and goes as far as an open connection.</summary>
    public static async Task<RawPeer> OpenAsync(int port, Open? open = null)
    {
        RawPeer peer = await ConnectAsync(port);
        await peer.SendAsync(ProtocolHeader.Amqp);
        (await peer.ReadAsync(ProtocolHeader.Size)).ShouldBe(ProtocolHeader.Amqp);
        await peer.SendAsync(0, open ?? new Open { ContainerId = "raw" });
        (await peer.ReadFrameAsync()).Code.ShouldBe(Descriptor.Open);
        return peer;
    }

    /// <summary>Goes as far as a session on channel 0.</summary>
    public static async Task<RawPeer> BeginAsync(int port, uint incomingWindow = 1000)
    {
        RawPeer peer = await OpenAsync(port);
        await peer.SendAsync(0, new Begin { NextOutgoingId = 0, IncomingWindow = incomingWindow, OutgoingWindow = 1000 });
        (await peer.ReadFrameAsync()).Code.ShouldBe(Descriptor.Begin);
        return peer;
    }

    /// <summary>Goes as far as a link with the handle 0.</summary>
    public static async Task<RawPeer> AttachAsync(int port, bool isReceiver, uint incomingWindow = 1000)
    {
        RawPeer peer = await BeginAsync(port, incomingWindow);
        await peer.SendAsync(0, Attach(isReceiver));
        (await peer.ReadFrameAsync()).Code.ShouldBe(Descriptor.Attach);
        return peer;
    }

    public static Attach Attach(bool isReceiver, uint handle = 0, string name = "link") => new()
    {
        Name = name,
        Handle = handle,
        IsReceiver = isReceiver,
        Source = new AmqpSource { Address = "q" },
        Target = new AmqpTarget { Address = "q" },
        InitialDeliveryCount = isReceiver ? null : 0,
    };

    public static byte[] Frame(ushort channel, IComposite performative, ReadOnlySpan<byte> payload = default)
    {
        using AmqpWriter writer = new();
        performative.Write(writer);
        return Frame(channel, [.. writer.WrittenSpan, .. payload]);
    }

    public static byte[] Frame(ushort channel, byte[] body, byte type = 0)
    {
        byte[] frame = new byte[8 + body.Length];
        Amqp.Framing.Frame.WriteHeader(frame, frame.Length, type, channel);
        body.CopyTo(frame, 8);
        return frame;
    }

    public static byte[] Transfer(uint handle, uint? id, bool more = false, int length = 1, bool settled = true, byte[]? tag = null)
    {
        using AmqpWriter writer = new();
        Transfer transfer = new() { Handle = handle, DeliveryId = id, HasTag = id is not null, Tag = tag ?? [1], MessageFormat = 0, Settled = settled, More = more };
        transfer.Write(writer);
        return Frame(0, [.. writer.WrittenSpan, .. new byte[length]]);
    }

    public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes, TestContext.Current.CancellationToken);

    public Task SendAsync(ushort channel, IComposite performative) => SendAsync(Frame(channel, performative));

    public async Task<byte[]> ReadAsync(int count)
    {
        byte[] bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken).Time();
        return bytes;
    }

    /// <summary>The next frame that is no heartbeat.</summary>
    public async Task<RawFrame> ReadFrameAsync()
    {
        while (true)
        {
            byte[] size = await ReadAsync(4);
            byte[] rest = await ReadAsync(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(size) - 4);
            if (rest.Length > 4)
            {
                return new RawFrame(rest[1], System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(rest.AsSpan(2)), rest[4..]);
            }
        }
    }

    /// <summary>The next frame with that performative; flows and the like are passed over.</summary>
    public async Task<RawFrame> ReadUntilAsync(ulong code)
    {
        RawFrame frame;
        do
        {
            frame = await ReadFrameAsync();
        }
        while (frame.Code != code);

        return frame;
    }

    /// <summary>Whether the peer closes the socket next.</summary>
    public async Task ReadEndAsync()
    {
        try
        {
            (await _stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken).Time()).ShouldBe(0);
        }
        catch (IOException)
        {
            // A reset is an end, too.
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
