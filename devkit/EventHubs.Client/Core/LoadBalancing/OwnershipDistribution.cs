#nullable enable
using Azure.Messaging.EventHubs.Primitives;

namespace Azure.Messaging.EventHubs.Core.LoadBalancing;

/// <summary>Who owns what at a moment, and which partition a processor should claim next.</summary>
internal sealed class OwnershipDistribution
{
    private readonly string _self;
    private readonly int _partitionCount;
    private readonly Dictionary<string, EventProcessorPartitionOwnership> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<EventProcessorPartitionOwnership>> _byOwner = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _unclaimed;

    public OwnershipDistribution(
        string self, IReadOnlyCollection<string> partitionIds, IEnumerable<EventProcessorPartitionOwnership> records, DateTimeOffset now, TimeSpan expiration)
    {
        _self = self;
        _partitionCount = partitionIds.Count;
        var unclaimed = new HashSet<string>(partitionIds, StringComparer.Ordinal);
        var known = new HashSet<string>(partitionIds, StringComparer.Ordinal);

        // A processor without partitions counts too, or a newcomer would never get any.
        _byOwner[self] = [];
        foreach (var record in records)
        {
            if (!known.Contains(record.PartitionId))
            {
                continue;
            }

            _records[record.PartitionId] = record;
            if (string.IsNullOrEmpty(record.OwnerIdentifier) || now - record.LastModifiedTime >= expiration)
            {
                continue;
            }

            if (!_byOwner.TryGetValue(record.OwnerIdentifier, out var owned))
            {
                _byOwner[record.OwnerIdentifier] = owned = [];
            }

            owned.Add(record);
            unclaimed.Remove(record.PartitionId);
        }

        _unclaimed = [.. unclaimed];
    }

    /// <summary>The unexpired records of the processor itself.</summary>
    public IReadOnlyList<EventProcessorPartitionOwnership> Own => _byOwner[_self];

    /// <summary>How many partitions everybody has at least when the load is balanced; some have one more.</summary>
    public int Minimum => _partitionCount / _byOwner.Count;

    /// <summary>The version that a claim has to name, or null for a partition that nobody ever owned.</summary>
    public string? VersionOf(string partitionId) => _records.TryGetValue(partitionId, out var record) ? record.Version : null;

    /// <summary>The partition to claim next: an unclaimed one, else one of an owner that has too many; null when there is none to claim.</summary>
    public string? ChooseNext(Random random)
    {
        var own = Own.Count;
        var minimum = Minimum;
        var maximum = minimum + 1;
        if (own > minimum || (own == minimum && _byOwner.Values.Any(owned => owned.Count < minimum)))
        {
            return null;
        }

        if (_unclaimed.Count > 0)
        {
            return _unclaimed[random.Next(_unclaimed.Count)];
        }

        // To take from one that has the maximum only moves the imbalance, unless one's own share is too small.
        return PickFromOwners(count => count > maximum, random)
            ?? (own < minimum ? PickFromOwners(count => count == maximum, random) : null);
    }

    private string? PickFromOwners(Func<int, bool> hasTooMany, Random random)
    {
        var candidates = _byOwner
            .Where(owner => !string.Equals(owner.Key, _self, StringComparison.OrdinalIgnoreCase) && hasTooMany(owner.Value.Count))
            .SelectMany(owner => owner.Value)
            .ToList();
        return candidates.Count > 0 ? candidates[random.Next(candidates.Count)].PartitionId : null;
    }
}
