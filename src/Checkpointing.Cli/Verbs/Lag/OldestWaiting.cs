using System.Collections.Concurrent;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Checkpointing.Cli.Settings;

namespace Checkpointing.Cli.Verbs.Lag;

/// <summary>Reads the oldest event of a partition that waits, beside whoever processes it: without an owner level, so that nobody is put out.</summary>
internal sealed class OldestWaiting(HubSession hub, TimeProvider clock)
{
    /// <summary>Reads under way at a time; each opens a link.</summary>
    public const int ReadsAtOnce = 16;

    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(5);

    /// <summary>One event of each partition, so that whoever watches for days keeps no more.</summary>
    private readonly ConcurrentDictionary<string, (long Event, DateTimeOffset Enqueued)> _known = new(StringComparer.Ordinal);

    /// <summary>How long it has waited; null if it cannot be read, as where a processor reads in every group that was tried.</summary>
    public async Task<double?> SecondsAsync(LagOfPartition partition, CancellationToken cancellationToken)
    {
        long next = Math.Max((partition.Checkpoint is { } at && at <= partition.LastEvent ? at : -1) + 1, partition.FirstEvent);
        if (!_known.TryGetValue(partition.Partition, out (long Event, DateTimeOffset Enqueued) known) || known.Event != next)
        {
            if (await FindAsync(partition.Partition, next, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                return null;
            }

            known = _known[partition.Partition] = (next, found);
        }

        return Math.Max(0, Math.Round((clock.GetUtcNow() - known.Enqueued).TotalSeconds, 1));
    }

    private async Task<DateTimeOffset?> FindAsync(string partitionId, long sequenceNumber, CancellationToken cancellationToken)
    {
        // The hub lets nobody read beside a processor of the same group, so another one may have to serve.
        foreach (string group in new[] { hub.Options.ConsumerGroup, EventHubConsumerClient.DefaultConsumerGroupName }.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            try
            {
                var receiver = new PartitionReceiver(
                    group,
                    partitionId,
                    EventPosition.FromSequenceNumber(sequenceNumber, isInclusive: true),
                    hub.Connection,
                    new PartitionReceiverOptions { PrefetchCount = 1, TrackLastEnqueuedEventProperties = false, RetryOptions = hub.Options.RetryOptions });
                await using (receiver.ConfigureAwait(false))
                {
                    IEnumerable<EventData> events = await receiver.ReceiveBatchAsync(1, ReadLimit, cancellationToken).ConfigureAwait(false);
                    return events.FirstOrDefault()?.EnqueuedTime;
                }
            }
            catch (EventHubsException)
            {
                // It stays at what the hub's properties tell.
            }
        }

        return null;
    }
}
