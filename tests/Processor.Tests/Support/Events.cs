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

    /// <summary>Events with their keys, such as "a0 b1": key a with sequence number 0, key b with 1.</summary>
    public static EventData[] Keyed(string text) =>
    [
        .. text.Split(' ').Select(word => EventHubsModelFactory.EventData(
            new BinaryData(word),
            partitionKey: word.TrimEnd("0123456789".ToCharArray()),
            sequenceNumber: long.Parse(word.TrimStart("abcdefghijklmnopqrstuvwxyz".ToCharArray())),
            offsetString: $"o{word}")),
    ];
}
