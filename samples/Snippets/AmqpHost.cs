using Devkit.Amqp;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;

namespace Snippets;

internal sealed class AmqpHost : IAmqpHost
{
    void IAmqpHost.OnAttach(AttachRequest request)
    {
        if (request.Attach.IsReceiver)                        // the peer receives, so this end sends
        {
            AmqpSender link = request.AcceptSender(new SenderOptions());
            _ = PumpAsync(link);                              // await link.SendSettledAsync(new OutgoingMessage(annotations, stored));
        }
        else if (Knows(request.Attach.Target?.Address))
        {
            request.AcceptReceiver(new ReceiverOptions { InitialCredit = 300, OnDelivery = Store });   // later: link.Settle(id, …); link.AddCredit(…)
        }
        else
        {
            request.Refuse(new AmqpError(ErrorCondition.NotFound, "The messaging entity could not be found."));
        }
    }

    private static Task PumpAsync(AmqpSender link) => link.SendSettledAsync(new OutgoingMessage(AmqpMessage.FromData("stored"u8.ToArray()).ToArray()), default).AsTask();

    private static bool Knows(string? address) => address is "orders";

    private static void Store(AmqpReceiver receiver, scoped in AmqpDelivery delivery) => receiver.Settle(delivery.Id, DeliveryState.Accepted);
}
