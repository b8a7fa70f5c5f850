using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Hosting;

namespace Checkpointing.Processor.Handling;

/// <summary>Finds what is wrong with the options of a dead-letter hub, in messages that name the key, the value given, and what is allowed.</summary>
internal static class DeadLetterViolations
{
    /// <summary>What is wrong; the values of secrets are left out.</summary>
    public static IEnumerable<(string Option, object? Value, string Allowed)> Find(EventHubDeadLetterOptions options)
    {
        bool hasConnectionString = !string.IsNullOrWhiteSpace(options.ConnectionString);
        bool hasNamespace = !string.IsNullOrWhiteSpace(options.FullyQualifiedNamespace);
        if (!string.IsNullOrWhiteSpace(options.ConnectionName) && !hasConnectionString)
        {
            yield return (nameof(options.ConnectionName), options.ConnectionName, "no connection string of that name exists; add it under ConnectionStrings.");
        }
        else if (!hasConnectionString && !hasNamespace)
        {
            yield return (
                nameof(options.ConnectionString),
                null,
                $"set it, or {nameof(options.ConnectionName)}, or {nameof(options.FullyQualifiedNamespace)} to authenticate by a token.");
        }
        else if (hasConnectionString && hasNamespace)
        {
            yield return (nameof(options.FullyQualifiedNamespace), options.FullyQualifiedNamespace, "a connection string is set as well; leave one of the two out.");
        }
        else if (hasConnectionString)
        {
            if (ConnectionStrings.Violation(options.ConnectionString!, options.EventHubName) is { } violation)
            {
                // No value: it holds a secret.
                yield return (nameof(options.ConnectionString), "(not shown)", violation);
            }
        }
        else if (string.IsNullOrWhiteSpace(options.EventHubName))
        {
            yield return (nameof(options.EventHubName), null, "the name of the event hub in the namespace.");
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
