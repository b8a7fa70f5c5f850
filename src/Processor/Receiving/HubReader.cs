using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;

namespace Checkpointing.Processor.Receiving;

/// <summary>Asks the hub what its partitions have, and reads single events, beside whoever processes the partition: without an owner level, so that nobody is put out.</summary>
internal sealed class HubReader
{
    /// <summary>How long an event is waited for that is known to be there.</summary>
    public static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(15);

    private const int Prefetch = 10;

    private readonly string[] _consumerGroups;
    private readonly EventHubsRetryOptions _retryOptions;
    private readonly TimeProvider _timeProvider;

    /// <param name="consumerGroups">The groups to read in, in this order: the hub lets nobody read beside a processor of the same group.</param>
    /// <param name="retryOptions">How operations are retried.</param>
    /// <param name="timeProvider">The clock.</param>
    public HubReader(IEnumerable<string> consumerGroups, EventHubsRetryOptions retryOptions, TimeProvider timeProvider)
    {
        _consumerGroups = [.. consumerGroups.Distinct(StringComparer.OrdinalIgnoreCase)];
        _retryOptions = retryOptions;
        _timeProvider = timeProvider;
    }

    /// <summary>The ids of the partitions.</summary>
    public async Task<string[]> ReadPartitionIdsAsync(EventHubConnection connection, CancellationToken cancellationToken)
    {
        EventHubConsumerClient client = MakeClient(connection);
        await using (client.ConfigureAwait(false))
        {
            return await client.GetPartitionIdsAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The events that a partition has.</summary>
    public async Task<PartitionRange> ReadRangeAsync(EventHubConnection connection, string partitionId, CancellationToken cancellationToken)
    {
        EventHubConsumerClient client = MakeClient(connection);
        await using (client.ConfigureAwait(false))
        {
            return PartitionRange.Of(await client.GetPartitionPropertiesAsync(partitionId, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>The first event that was enqueued at a time or later, or null if none comes.</summary>
    /// <exception cref="EventHubsException">With <see cref="EventHubsException.FailureReason.ConsumerDisconnected"/>: a processor reads the partition in every group that was tried.</exception>
    public Task<EventData?> FindAsync(EventHubConnection connection, string partitionId, DateTimeOffset time, CancellationToken cancellationToken)
    {
        // The service compares milliseconds, and gives what is later than it is told.
        DateTimeOffset before = DateTimeOffset.FromUnixTimeMilliseconds((time - TimeSpan.FromTicks(1)).ToUnixTimeMilliseconds());
        return FindAsync(connection, partitionId, EventPosition.FromEnqueuedTime(before), eventData => eventData.EnqueuedTime >= time, cancellationToken);
    }

    /// <summary>The event at an offset or the first one behind it, or null if none comes.</summary>
    /// <exception cref="EventHubsException">As for the other one; and, as an <see cref="ArgumentException"/> too, where the hub refuses the offset.</exception>
    public Task<EventData?> FindAsync(EventHubConnection connection, string partitionId, string offset, CancellationToken cancellationToken) =>
        FindAsync(connection, partitionId, EventPosition.FromOffset(offset, isInclusive: true), _ => true, cancellationToken);

    private async Task<EventData?> FindAsync(
        EventHubConnection connection, string partitionId, EventPosition position, Predicate<EventData> isIt, CancellationToken cancellationToken)
    {
        for (int group = 0; ; group++)
        {
            try
            {
                return await FindAsync(connection, _consumerGroups[group], partitionId, position, isIt, cancellationToken).ConfigureAwait(false);
            }
            catch (EventHubsException exception)
                when (exception.Reason == EventHubsException.FailureReason.ConsumerDisconnected && group < _consumerGroups.Length - 1)
            {
                // A processor has the partition in this group; the next group may be free.
            }
        }
    }

    private async Task<EventData?> FindAsync(
        EventHubConnection connection, string consumerGroup, string partitionId, EventPosition position, Predicate<EventData> isIt, CancellationToken cancellationToken)
    {
        var receiver = new PartitionReceiver(consumerGroup, partitionId, position, connection, new PartitionReceiverOptions
        {
            PrefetchCount = Prefetch,
            TrackLastEnqueuedEventProperties = false,
            RetryOptions = _retryOptions,
        });
        await using (receiver.ConfigureAwait(false))
        {
            long start = _timeProvider.GetTimestamp();
            while (ReadLimit - _timeProvider.GetElapsedTime(start) is { Ticks: > 0 } left)
            {
                foreach (EventData eventData in await receiver.ReceiveBatchAsync(Prefetch, left, cancellationToken).ConfigureAwait(false))
                {
                    if (isIt(eventData))
                    {
                        return eventData;
                    }
                }
            }

            return null;
        }
    }

    private EventHubConsumerClient MakeClient(EventHubConnection connection) =>
        new(_consumerGroups[0], connection, new EventHubConsumerClientOptions { RetryOptions = _retryOptions });
}
