using System.Buffers;
using System.IO.Pipelines;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;

namespace Devkit.Amqp.Fuzz.Targets;

/// <summary>A server's connection, from open on, without socket and threads: whatever the frames are, it goes on or closes.</summary>
internal sealed class ConnectionTarget : ITarget, IAmqpHost
{
    /// <summary>What may be answered to each byte of input: an attach of some thirty bytes echoes its source and target.</summary>
    private const int AllowedOutputPerByte = 64;

    private static readonly ListenerOptions Options = new()
    {
        IdleTimeout = TimeSpan.Zero,
        MaxFrameSize = 4096,
        ChannelMax = 7,
        MaxPartialBytes = 64 * 1024,
        Session = new SessionOptions { IncomingWindow = 16, MaxLinks = 8 },
    };

    private static readonly OutgoingMessage Answer = new(AmqpMessage.FromValue("answer").ToArray());

    public string Name => "connections";

    public bool IsFramed => true;

    public bool TryUnderstand(byte[] input)
    {
        AmqpConnection connection = new(Stream.Null, null, PipeReader.Create(ReadOnlySequence<byte>.Empty), Options, this, null);
        try
        {
            // In two buffers, because that is how frames arrive, with the border inside of one of them.
            connection.Consume(Segments.Split(input, input.Length / 2));
            if (connection.PartialBytes is < 0 or > 64 * 1024)
            {
                throw new InvalidOperationException($"The connection keeps {connection.PartialBytes} bytes of unfinished messages.");
            }

            if (connection.Unsent > (AllowedOutputPerByte * input.Length) + 4096)
            {
                throw new InvalidOperationException($"The connection answers {input.Length} bytes with {connection.Unsent}.");
            }

            return connection.IsOpen;
        }
        finally
        {
            connection.Discard();
        }
    }

    public void OnAttach(AttachRequest request)
    {
        if (request.Attach.Name.Length % 8 == 7)
        {
            request.Refuse(new AmqpError(ErrorCondition.NotFound, "The name says so."));
        }
        else if (request.Attach.IsReceiver)
        {
            request.AcceptSender(new SenderOptions { OnCredit = Send });
        }
        else
        {
            request.AcceptReceiver(new ReceiverOptions { InitialCredit = 4, MaxMessageSize = 16 * 1024, OnDelivery = Take });
        }
    }

    private static void Send(AmqpSender sender)
    {
        if (sender.Session.RemoteIncomingWindow > 0)
        {
            _ = sender.SendAsync(Answer);
        }
    }

    private static void Take(AmqpReceiver receiver, scoped in AmqpDelivery delivery)
    {
        _ = MessageSections.Find(delivery.Payload.Span);
        _ = AmqpMessage.Decode(delivery.Payload);
        receiver.Settle(delivery.Id, DeliveryState.Accepted);
        receiver.AddCredit(1);
    }
}
