using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Hosting;

namespace Checkpointing.Processor.Handling;

/// <summary>Finds what is wrong with the options of a dead-letter hub, in messages that name the key, the value given, and what is allowed.</summary>
internal static class DeadLetterViolations
{
    /// <summary>What is wrong; the values of secrets are left out.</summary>
    public static IEnumerable<(string Option, object? Value, string Allowed)> Find(EventHubDeadLetterOptions options)
    {
        foreach ((string Option, object? Value, string Allowed) violation in HubConnectionViolations.Find(
            options.ConnectionString, options.ConnectionName, options.FullyQualifiedNamespace, options.EventHubName))
        {
            yield return violation;
        }

        if (options.RetryOptions is null)
        {
            yield return (nameof(options.RetryOptions), null, "leave it out for the defaults.");
        }
    }

    /// <summary>The host and the event hub that some options lead to; null where they lead nowhere.</summary>
    public static (string Host, string Hub)? Target(string? connectionString, string? fullyQualifiedNamespace, string? eventHubName)
    {
        try
        {
            EventHubsConnectionStringProperties? parts =
                string.IsNullOrWhiteSpace(connectionString) ? null : EventHubsConnectionStringProperties.Parse(connectionString);
            string? host = parts?.Endpoint?.Host ?? fullyQualifiedNamespace;
            string? hub = string.IsNullOrWhiteSpace(parts?.EventHubName) ? eventHubName : parts.EventHubName;
            return string.IsNullOrWhiteSpace(host) || string.IsNullOrWhiteSpace(hub) ? null : (host.ToUpperInvariant(), hub.ToUpperInvariant());
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            return null;
        }
    }
}
