using Devkit.Amqp.Messaging;

namespace Devkit.EventHubs.Broker.Requests;

/// <summary>A node that answers requests, such as <c>$cbs</c>.</summary>
internal interface IRequestNode
{
    /// <summary>Answers a request.</summary>
    Reply Answer(AmqpMessage request);
}
