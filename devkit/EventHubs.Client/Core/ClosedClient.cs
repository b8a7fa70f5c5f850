namespace Azure.Messaging.EventHubs.Core;

/// <summary>What clients say when they are used after they were closed.</summary>
internal static class ClosedClient
{
    public static void ThrowIfClosed(bool isClosed, string eventHubName, string client)
    {
        if (isClosed)
        {
            throw Exception(eventHubName, client);
        }
    }

    public static EventHubsException Exception(string eventHubName, string client) => new(
        false, eventHubName, $"{client} has already been closed and cannot perform the requested operation", EventHubsException.FailureReason.ClientClosed);
}
