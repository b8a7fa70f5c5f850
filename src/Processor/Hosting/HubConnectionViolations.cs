namespace Checkpointing.Processor.Hosting;

/// <summary>Finds what is wrong with the settings that lead to an event hub, in messages that name the key, the value given, and what is allowed.</summary>
internal static class HubConnectionViolations
{
    /// <summary>What is wrong; the values of secrets are left out.</summary>
    public static IEnumerable<(string Option, object? Value, string Allowed)> Find(
        string? connectionString, string? connectionName, string? fullyQualifiedNamespace, string? eventHubName)
    {
        bool hasConnectionString = !string.IsNullOrWhiteSpace(connectionString);
        bool hasNamespace = !string.IsNullOrWhiteSpace(fullyQualifiedNamespace);
        if (!string.IsNullOrWhiteSpace(connectionName) && !hasConnectionString)
        {
            yield return (nameof(EventHubsProcessorOptions.ConnectionName), connectionName, "no connection string of that name exists; add it under ConnectionStrings.");
        }
        else if (!hasConnectionString && !hasNamespace)
        {
            yield return (
                nameof(EventHubsProcessorOptions.ConnectionString),
                null,
                $"set it, or {nameof(EventHubsProcessorOptions.ConnectionName)}, or {nameof(EventHubsProcessorOptions.FullyQualifiedNamespace)} to authenticate by a token.");
        }
        else if (hasConnectionString && hasNamespace)
        {
            yield return (nameof(EventHubsProcessorOptions.FullyQualifiedNamespace), fullyQualifiedNamespace, "a connection string is set as well; leave one of the two out.");
        }
        else if (hasConnectionString)
        {
            if (ConnectionStrings.Violation(connectionString!, eventHubName) is { } violation)
            {
                // No value: it holds a secret.
                yield return (nameof(EventHubsProcessorOptions.ConnectionString), "(not shown)", violation);
            }
        }
        else if (string.IsNullOrWhiteSpace(eventHubName))
        {
            yield return (nameof(EventHubsProcessorOptions.EventHubName), null, "the name of the event hub in the namespace.");
        }
    }
}
