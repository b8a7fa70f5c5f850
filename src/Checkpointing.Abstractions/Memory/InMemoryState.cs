using System.Globalization;

namespace Checkpointing.Memory;

/// <summary>The partitions of all consumer groups, guarded by one lock: the "server" that several in-memory clients share.</summary>
internal sealed class InMemoryState
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ConsumerGroup, Dictionary<string, PartitionRecord>> _groups = [];
    private readonly TimeProvider _clock;
    private long _versions;

    public InMemoryState(TimeProvider clock) => _clock = clock;

    /// <summary>The server's clock.</summary>
    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>The records of a group, in the order of their partition ids.</summary>
    public IReadOnlyList<PartitionRecord> List(ConsumerGroup group)
    {
        lock (_lock)
        {
            return _groups.TryGetValue(group, out Dictionary<string, PartitionRecord>? partitions)
                ? [.. partitions.Values.OrderBy(record => record.PartitionId, StringComparer.Ordinal)]
                : [];
        }
    }

    /// <summary>Takes one partition from its state to the next in one step.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="partitionId">The partition.</param>
    /// <param name="step">Gets the present state, a version never used before and the time; returns the next state (or null to change
    /// nothing) and a result.</param>
    public T Change<T>(ConsumerGroup group, string partitionId, Func<PartitionRecord, string, DateTimeOffset, (PartitionRecord? Next, T Result)> step)
    {
        lock (_lock)
        {
            PartitionRecord present = _groups.GetValueOrDefault(group)?.GetValueOrDefault(partitionId) ?? PartitionRecord.Nothing(partitionId);
            _versions++;
            (PartitionRecord? next, T result) = step(present, _versions.ToString("x16", CultureInfo.InvariantCulture), Now);
            if (next is not null)
            {
                if (!_groups.TryGetValue(group, out Dictionary<string, PartitionRecord>? partitions))
                {
                    _groups.Add(group, partitions = new Dictionary<string, PartitionRecord>(StringComparer.Ordinal));
                }

                partitions[partitionId] = next;
            }

            return result;
        }
    }

    /// <summary>Forgets a group.</summary>
    /// <returns>The number of partitions it had.</returns>
    public int Delete(ConsumerGroup group)
    {
        lock (_lock)
        {
            return _groups.Remove(group, out Dictionary<string, PartitionRecord>? partitions) ? partitions.Count : 0;
        }
    }

    /// <summary>The groups that have partitions, ordered by their names.</summary>
    public IReadOnlyList<ConsumerGroup> Groups()
    {
        lock (_lock)
        {
            return [.. _groups.Keys.OrderBy(group => group.ToString(), StringComparer.Ordinal)];
        }
    }
}
