using Azure.Messaging.EventHubs;

namespace Processor.Tests.Support;

/// <summary>Events as the service delivers them.</summary>
internal static class Events
{
    public static EventData At(long sequenceNumber) =>
        EventHubsModelFactory.EventData(new BinaryData("event"), sequenceNumber: sequenceNumber, offsetString: $"o{sequenceNumber}");

    public static EventData At(long sequenceNumber, DateTimeOffset enqueued) =>
        EventHubsModelFactory.EventData(new BinaryData("event"), sequenceNumber: sequenceNumber, offsetString: $"o{sequenceNumber}", enqueuedTime: enqueued);

    public static EventData[] Range(long first, int count) => [.. Enumerable.Range(0, count).Select(index => At(first + index))];
}
