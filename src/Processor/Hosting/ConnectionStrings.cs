using Azure.Messaging.EventHubs;

namespace Checkpointing.Processor.Hosting;

/// <summary>Checks connection strings without ever repeating them.</summary>
internal static class ConnectionStrings
{
    /// <summary>What is wrong with a connection string, or null.</summary>
    public static string? Violation(string connectionString, string? eventHubName)
    {
        EventHubsConnectionStringProperties parts;
        try
        {
            parts = EventHubsConnectionStringProperties.Parse(connectionString);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            return "it is no connection string of Event Hubs, which look like 'Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=…;EntityPath=…'.";
        }

        bool hasOwnName = !string.IsNullOrWhiteSpace(parts.EventHubName);
        bool isNamed = !string.IsNullOrWhiteSpace(eventHubName);
        if (!hasOwnName && !isNamed)
        {
            return $"it has no EntityPath; add it, or set {nameof(EventHubsProcessorOptions.EventHubName)}.";
        }

        return hasOwnName && isNamed && !string.Equals(parts.EventHubName, eventHubName, StringComparison.OrdinalIgnoreCase)
            ? $"its EntityPath is '{parts.EventHubName}' and {nameof(EventHubsProcessorOptions.EventHubName)} is '{eventHubName}'; leave one of the two out."
            : null;
    }

    /// <summary>Whether a valid connection string names an event hub itself.</summary>
    public static bool NamesHub(string connectionString) =>
        !string.IsNullOrWhiteSpace(EventHubsConnectionStringProperties.Parse(connectionString).EventHubName);
}
