#nullable enable
using Azure.Messaging.EventHubs.Consumer;

namespace Azure.Messaging.EventHubs.Core.Transport;

/// <summary>A reader of one partition; its link is opened by the first receive.</summary>
internal interface ITransportConsumer
{
    bool IsClosed { get; }

    /// <summary>What the last delivery told about the newest event of the partition.</summary>
    LastEnqueuedEventProperties LastEnqueued { get; }

    /// <summary>
    /// Waits for a first event and returns what is there then, at most <paramref name="maximumEventCount"/> events; an empty
    /// array when <paramref name="maximumWaitTime"/> (or the time of a try, where it is null) passed without one.
    /// </summary>
    Task<IReadOnlyList<EventData>> ReceiveAsync(int maximumEventCount, TimeSpan? maximumWaitTime, CancellationToken cancellationToken);

    Task CloseAsync(CancellationToken cancellationToken);
}
