using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;

namespace Quickstart;

/// <summary>Keeps the last sequence number of each partition at hand.</summary>
internal sealed class HubWatch(EventHubProducerClient producer, IReadOnlyList<string> partitionIds)
{
    public IReadOnlyList<string> PartitionIds => partitionIds;

    /// <summary>The last sequence number of each partition when they were last read; -1 for a partition that never had an event.</summary>
    public IReadOnlyDictionary<string, long> Last { get; private set; } = new Dictionary<string, long>();

    public async Task<IReadOnlyDictionary<string, long>> ReadAsync(CancellationToken cancellationToken)
    {
        PartitionProperties[] partitions =
            await Task.WhenAll(partitionIds.Select(partitionId => producer.GetPartitionPropertiesAsync(partitionId, cancellationToken)));
        return Last = partitions.ToDictionary(partition => partition.Id, partition => partition.LastEnqueuedSequenceNumber);
    }

    public async Task KeepReadingAsync(TimeSpan interval, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                await ReadAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run is over.
        }
    }
}
