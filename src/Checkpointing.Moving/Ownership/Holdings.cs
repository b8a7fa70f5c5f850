using System.Collections.Concurrent;

namespace Checkpointing.Moving.Ownership;

/// <summary>What a pair of stores remembers of the partitions that were won through it. It grows with their number and with nothing else.</summary>
internal sealed class Holdings
{
    private readonly ConcurrentDictionary<ConsumerGroup, GroupHoldings> _groups = new();

    /// <summary>Those of a group.</summary>
    public GroupHoldings Of(ConsumerGroup group) => _groups.GetOrAdd(group, static _ => new GroupHoldings());
}
