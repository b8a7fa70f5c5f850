using System.Buffers;
using System.IO.Pipelines;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Framing;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Fuzz.Targets;

/// <summary>A client's connection that has begun a session and waits for the answers to two attaches: whatever a server says, it goes on or closes.</summary>
internal sealed class ClientTarget : ITarget
{
    private static readonly ClientOptions Options = new() { IdleTimeout = TimeSpan.Zero, MaxFrameSize = 4096, MaxPartialBytes = 64 * 1024 };

    private static readonly byte[] Opened = Frame(new Open { ContainerId = "server" });

    private static readonly byte[] Begun = Frame(new Begin { RemoteChannel = 0, NextOutgoingId = 1, IncomingWindow = 100, OutgoingWindow = 100 });

    private static readonly OutgoingMessage Message = new(AmqpMessage.FromValue("message").ToArray());

    public string Name => "clients";

    public bool IsFramed => true;

    public bool TryUnderstand(byte[] input)
    {
        AmqpConnection connection = new(Stream.Null, null, PipeReader.Create(ReadOnlySequence<byte>.Empty), Options, null, "host");
        try
        {
            connection.Consume(new ReadOnlySequence<byte>(Opened));
            _ = connection.BeginSessionAsync();
            connection.Consume(new ReadOnlySequence<byte>(Begun));
            AmqpSession session = connection.Sessions[0];
            _ = session.AttachSenderAsync(new SenderOptions { Name = "snd", Source = new(), Target = new() { Address = "q" }, OnCredit = Send });
            _ = session.AttachReceiverAsync(new ReceiverOptions { Name = "rcv", Source = new() { Address = "q" }, Target = new(), InitialCredit = 5 });
            connection.Consume(Segments.Split(input, input.Length / 3));
            return connection.IsOpen;
        }
        finally
        {
            connection.Discard();
        }
    }

    private static void Send(AmqpSender sender)
    {
        if (sender.Session.RemoteIncomingWindow > 0)
        {
            _ = sender.SendAsync(Message);
        }
    }

    private static byte[] Frame(IComposite performative)
    {
        using AmqpWriter writer = new();
        performative.Write(writer);
        byte[] frame = new byte[Framing.Frame.HeaderSize + writer.Length];
        Framing.Frame.WriteHeader(frame, frame.Length, Framing.Frame.AmqpType, 0);
        writer.WrittenSpan.CopyTo(frame.AsSpan(Framing.Frame.HeaderSize));
        return frame;
    }
}
