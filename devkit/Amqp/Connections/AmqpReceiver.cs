using Devkit.Amqp.Messaging;

namespace Devkit.Amqp.Connections;

/// <summary>The receiving end of a link.</summary>
public sealed class AmqpReceiver : AmqpLink
{
    internal AmqpReceiver(AmqpSession session)
        : base(session)
    {
    }

    /// <summary>How many more messages the peer may send.</summary>
    public uint Credit => throw new NotImplementedException();

    /// <summary>Grants more credit. The flow leaves soon, put together with others.</summary>
    public void AddCredit(uint messages) => throw new NotImplementedException();

    /// <summary>Asks the sender to use up the credit at once or let it lapse, and waits until the credit is 0 (part 2, section 2.6.7).</summary>
    public Task DrainAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>
    /// Settles a delivery with its outcome. Dispositions leave soon; consecutive deliveries with an equal outcome share one.
    /// Does nothing if the link has ended. Settling a delivery that the sender settled does nothing useful: ask <see cref="AmqpDelivery.IsSettled"/>.
    /// </summary>
    /// <param name="deliveryId">The delivery's <see cref="AmqpDelivery.Id"/>.</param>
    /// <param name="outcome">The outcome.</param>
    public void Settle(uint deliveryId, DeliveryState outcome) => throw new NotImplementedException();

    /// <summary>Waits for the next message, if no <see cref="ReceiverOptions.OnDelivery"/> takes them.</summary>
    /// <exception cref="AmqpException">The link has come to its end, and all messages were taken.</exception>
    public ValueTask<ReceivedMessage> ReceiveAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
