using System.Net;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;

namespace Snippets;

internal static class AmqpEndpoints
{
    public static async Task<DeliveryState> ConnectAsync(byte[] bytes)
    {
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync("localhost", 5672, new ClientOptions
        {
            ContainerId = "orders-1", Sasl = SaslCredential.ClaimsBased,
        });
        AmqpSession session = await connection.BeginSessionAsync();
        AmqpReceiver receiver = await session.AttachReceiverAsync(new ReceiverOptions
        {
            Name = "in", Source = new AmqpSource { Address = "orders" }, Target = new AmqpTarget(), SettleMode = SettleMode.Settled,
            InitialCredit = 300,                                  // leaves right behind the attach; nothing renews it but AddCredit
            OnDelivery = (link, in delivery) => Keep(delivery.Payload.ToArray()),
        });
        AmqpSender sender = await session.AttachSenderAsync(new SenderOptions
        {
            Name = "out", Source = new AmqpSource(), Target = new AmqpTarget { Address = "orders" },
        });
        DeliveryState outcome = await sender.SendAsync(new OutgoingMessage(AmqpMessage.FromData(bytes).ToArray()));
        return outcome;
    }

    public static async Task ListenAsync(IAmqpHost host)
    {
        await using AmqpListener listener = AmqpListener.Start(new IPEndPoint(IPAddress.Loopback, 0), new ListenerOptions(), host);
    }

    private static void Keep(byte[] payload) => Console.WriteLine(payload.Length);
}
