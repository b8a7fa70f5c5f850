using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;
using Devkit.EventHubs.Broker.Faults;

namespace Devkit.EventHubs.Broker.Requests;

/// <summary>The answer to a request.</summary>
/// <param name="StatusCode">As in HTTP.</param>
/// <param name="Description">The status in words; clients read some of them.</param>
/// <param name="Condition">The AMQP error condition, or null.</param>
/// <param name="Body">The answer's map, or null.</param>
internal sealed record Reply(int StatusCode, string Description, string? Condition = null, AmqpMap? Body = null)
{
    /// <summary>An error, with the status that clients associate with its condition.</summary>
    public static Reply From(FaultError error)
    {
        int status = error.Condition switch
        {
            "amqp:not-found" => 404,
            "amqp:unauthorized-access" => 401,
            "amqp:resource-limit-exceeded" => 403,
            "amqp:not-implemented" => 501,
            "amqp:link:stolen" => 410,
            "com.microsoft:server-busy" => 503,
            "com.microsoft:timeout" => 408,
            "com.microsoft:argument-error" or "com.microsoft:argument-out-of-range" => 400,
            _ => 500,
        };
        return new Reply(status, error.Description, error.Condition);
    }

    /// <summary>The answer as a message. The status has to be an AMQP int, the condition a symbol: clients unbox exactly.</summary>
    public AmqpMessage ToMessage(object? correlationId)
    {
        var message = AmqpMessage.FromValue(Body ?? []);
        message.Properties = new MessageProperties { CorrelationId = correlationId };
        message.ApplicationProperties = [];
        message.ApplicationProperties.Add("status-code", StatusCode);
        message.ApplicationProperties.Add("status-description", Description);
        if (Condition is not null)
        {
            message.ApplicationProperties.Add("error-condition", new AmqpSymbol(Condition));
        }

        return message;
    }

}
