using System.Globalization;
using Devkit.EventHubs.Broker.Storage;

namespace Devkit.EventHubs.Broker.Hubs;

/// <summary>An event hub: its partitions, and who may read it.</summary>
internal sealed class Hub : IDisposable
{
    private readonly HashSet<string> _consumerGroups;
    private readonly bool _acceptsAnyConsumerGroup;
    private uint _nextPartition;

    public Hub(HubOptions options, EventHubsBrokerOptions broker, SegmentBuffers buffers)
    {
        Name = options.Name;
        _acceptsAnyConsumerGroup = broker.AcceptAnyConsumerGroup;
        _consumerGroups = new HashSet<string>(options.ConsumerGroups, StringComparer.OrdinalIgnoreCase) { HubOptions.DefaultConsumerGroup };
        HubDirectory? directory = broker.DataDirectory is null ? null : HubDirectory.Open(broker.DataDirectory, options, broker.TimeProvider);
        CreatedAt = directory?.CreatedAt ?? broker.TimeProvider.GetUtcNow();
        Partitions = [.. Enumerable.Range(0, options.PartitionCount)
            .Select(index => new Partition(Name, index, options.Retention ?? broker.Retention, broker, buffers, directory?.Path))];
    }

    public string Name { get; }

    public DateTimeOffset CreatedAt { get; }

    public IReadOnlyList<Partition> Partitions { get; }

    public bool HasConsumerGroup(string name) => _acceptsAnyConsumerGroup || _consumerGroups.Contains(name);

    /// <summary>The partition with this id, or null.</summary>
    public Partition? FindPartition(string partitionId) =>
        int.TryParse(partitionId, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
        && index < Partitions.Count
        && Partitions[index].Id == partitionId
            ? Partitions[index]
            : null;

    /// <summary>The partition for events with a key, in UTF-8; without a key, each partition in turn.</summary>
    public Partition Assign(ReadOnlySpan<byte> partitionKey)
    {
        int index = partitionKey.IsEmpty
            ? (int)((Interlocked.Increment(ref _nextPartition) - 1) % (uint)Partitions.Count)
            : PartitionKeyHash.FindPartition(partitionKey, Partitions.Count);
        return Partitions[index];
    }

    public void Dispose()
    {
        foreach (Partition partition in Partitions)
        {
            partition.Dispose();
        }
    }
}
