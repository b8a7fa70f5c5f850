using Devkit.Amqp.Messaging;

namespace Devkit.Amqp.Connections;

/// <summary>A delivery that was sent unsettled and waits for its outcome.</summary>
internal sealed class OutgoingDelivery : TaskCompletionSource<DeliveryState>
{
    public OutgoingDelivery(AmqpSender sender)
        : base(TaskCreationOptions.RunContinuationsAsynchronously) => Sender = sender;

    public AmqpSender Sender { get; }
}
