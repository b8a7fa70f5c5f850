using System.Collections.Concurrent;

namespace Checkpointing.Moving.Ownership;

/// <summary>The partitions of one group that were won through this object.</summary>
#pragma warning disable CA1001 // A semaphore that is only awaited holds nothing.
internal sealed class GroupHoldings
#pragma warning restore CA1001
{
    private readonly ConcurrentDictionary<string, Holding> _partitions = new(StringComparer.Ordinal);

    /// <summary>One claim call at a time: what one has won in the first store must not be mixed with what another has won in the second.</summary>
    public SemaphoreSlim Claims { get; } = new(1, 1);

    /// <summary>What is known of a partition; null if it was never won here.</summary>
    public Holding? Of(string partitionId) => _partitions.GetValueOrDefault(partitionId);

    /// <summary>Notes what is known now.</summary>
    public void Note(string partitionId, Holding holding) => _partitions[partitionId] = holding;

    /// <summary>Notes that a partition is not held any more.</summary>
    public void End(string partitionId)
    {
        if (Of(partitionId) is { IsOver: false } holding)
        {
            Note(partitionId, holding with { IsOver = true });
        }
    }

    /// <summary>Forgets everything, when the group is deleted: no checkpoint is taken under an epoch from before.</summary>
    public void Clear() => _partitions.Clear();
}
