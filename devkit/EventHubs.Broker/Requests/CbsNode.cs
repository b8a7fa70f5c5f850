using Devkit.Amqp.Messaging;

namespace Devkit.EventHubs.Broker.Requests;

/// <summary>
/// <c>$cbs</c>, where clients put the tokens that authorise their links. On loopback every token is good: the protocol is
/// exercised, nobody is kept out.
/// </summary>
internal sealed class CbsNode : IRequestNode
{
    private const int Accepted = 202;
    private const int BadRequest = 400;

    public Reply Answer(AmqpMessage request) =>
        request.ApplicationProperties is { } properties && properties.TryGet("operation", out string? operation) && operation is "put-token" or "delete-token"
            ? new Reply(Accepted, "Accepted")
            : new Reply(BadRequest, "The operation is missing or not supported.", "com.microsoft:argument-error");
}
