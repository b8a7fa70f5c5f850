using System.Collections.Concurrent;
using System.Threading.Channels;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;

namespace Devkit.Amqp.Tests.Support;

/// <summary>A server whose nodes are queues of encoded messages: what peers send to an address can be received from it.</summary>
internal sealed class QueueHost
{
    private readonly ConcurrentDictionary<string, Channel<byte[]>> _queues = new();

    public Channel<byte[]> Queue(string address) => _queues.GetOrAdd(address, _ => Channel.CreateUnbounded<byte[]>());

    /// <summary>What was received, as it came.</summary>
    public ConcurrentQueue<byte[]> Received { get; } = [];

    public void OnAttach(AttachRequest request)
    {
        string address = (request.Attach.IsReceiver ? request.Attach.Source?.Address : request.Attach.Target?.Address) ?? "";
        if (address == "refused")
        {
            request.Refuse(new AmqpError(ErrorCondition.NotFound, "The node could not be found."));
        }
        else if (request.Attach.IsReceiver)
        {
            _ = PumpAsync(request.AcceptSender(new SenderOptions()), Queue(address));
        }
        else
        {
            request.AcceptReceiver(new ReceiverOptions
            {
                InitialCredit = 10,
                OnDelivery = (link, in delivery) => Keep(link, in delivery, address),
            });
        }
    }

    private void Keep(AmqpReceiver link, scoped in AmqpDelivery delivery, string address)
    {
        byte[] message = delivery.Payload.ToArray();
        Received.Enqueue(message);
        Queue(address).Writer.TryWrite(message);
        if (!delivery.IsSettled)
        {
            link.Settle(delivery.Id, address == "rejecting" ? DeliveryState.Rejected(new AmqpError("test:rejected", "as asked")) : DeliveryState.Accepted);
        }

        link.AddCredit(1);
    }

    private static async Task PumpAsync(AmqpSender sender, Channel<byte[]> queue)
    {
        try
        {
            await foreach (byte[] message in queue.Reader.ReadAllAsync())
            {
                await sender.SendSettledAsync(new OutgoingMessage(message));
            }
        }
        catch (AmqpException)
        {
            // The peer has gone: that is how these tests end.
        }
    }
}
