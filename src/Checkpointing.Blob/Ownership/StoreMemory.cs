using System.Collections.Concurrent;

namespace Checkpointing.Blob.Ownership;

/// <summary>
/// What a store remembers of the partitions that it claimed or rewound. It grows with their number and with nothing else.
/// </summary>
internal sealed class StoreMemory
{
    private readonly ConcurrentDictionary<(ConsumerGroup Group, string PartitionId), PartitionMemory> _partitions = new();

    /// <summary>The memory of a partition, made if there is none.</summary>
    public PartitionMemory Of(ConsumerGroup group, string partitionId) => _partitions.GetOrAdd((group, partitionId), static _ => new PartitionMemory());

    /// <summary>The last ownership of a partition that was won here; null if there was none.</summary>
    public Tenure? TenureOf(ConsumerGroup group, string partitionId) => _partitions.GetValueOrDefault((group, partitionId))?.Tenure;

    /// <summary>Forgets the ownerships of a group: their writes are then refused.</summary>
    public void Forget(ConsumerGroup group)
    {
        foreach (((ConsumerGroup Group, string PartitionId) key, PartitionMemory memory) in _partitions)
        {
            if (key.Group == group)
            {
                memory.Tenure = null;
            }
        }
    }
}
