namespace Devkit.Amqp.Connections;

/// <summary>
/// Takes a delivery on the connection's reader. It must neither block nor throw: an <see cref="AmqpException"/> with <c>decode-error</c> (the
/// message is not one) or any other of link scope detaches the link with that error; what else it throws closes the connection with <c>internal-error</c>.
/// </summary>
/// <param name="receiver">The link the message came on.</param>
/// <param name="delivery">The message, valid during the call.</param>
public delegate void DeliveryHandler(AmqpReceiver receiver, scoped in AmqpDelivery delivery);
