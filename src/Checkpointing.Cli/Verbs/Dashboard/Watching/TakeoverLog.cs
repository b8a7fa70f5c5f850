using Checkpointing.Cli.Terminal;
using Checkpointing.Cli.Verbs.Owners;

namespace Checkpointing.Cli.Verbs.Dashboard.Watching;

/// <summary>The takeovers since the start, seen by comparing readings: the store keeps the present owners only.</summary>
internal sealed class TakeoverLog
{
    /// <summary>How many entries are kept.</summary>
    public const int Most = 50;

    private const int RunsLength = 60;

    private readonly Lock _lock = new();
    private readonly Queue<Takeover> _entries = new();
    private OwnersReport? _before;

    /// <summary>Looks what has changed since the last reading.</summary>
    public void Compare(OwnersReport now)
    {
        lock (_lock)
        {
            if (_before is { } before)
            {
                foreach (Takeover entry in Changes(before, now))
                {
                    _entries.Enqueue(entry);
                }

                while (_entries.Count > Most)
                {
                    _entries.Dequeue();
                }
            }

            _before = now;
        }
    }

    /// <summary>The entries, newest first.</summary>
    public IReadOnlyList<Takeover> Entries()
    {
        lock (_lock)
        {
            return [.. _entries.Reverse()];
        }
    }

    private static IEnumerable<Takeover> Changes(OwnersReport before, OwnersReport now)
    {
        Dictionary<string, PartitionOwner> former = before.Partitions.ToDictionary(partition => partition.Partition, StringComparer.Ordinal);
        return now.Partitions
            .Select(partition => (Partition: partition.Partition, From: former.GetValueOrDefault(partition.Partition), To: partition))
            .Select(change => (change.Partition, Kind: Kind(change.From, change.To), From: change.From?.Owner, To: change.To.Owner))
            .Where(change => change.Kind is not null)
            .GroupBy(change => (change.Kind, change.From, change.To), change => change.Partition)
            .Select(group => new Takeover(
                now.ReadAt, group.Key.Kind!.Value, group.Key.From, group.Key.To, group.Count(), Words.Fit(Words.Runs(group), RunsLength)));
    }

    /// <summary>A rewind raises the epoch; giving up does not. Stores without epochs cannot tell them apart.</summary>
    private static TakeoverKind? Kind(PartitionOwner? from, PartitionOwner to) => (from?.Owner, to.Owner) switch
    {
        (null, null) => from is not null && to.Epoch > from.Epoch ? TakeoverKind.Rewound : null,
        (null, _) => TakeoverKind.Claimed,
        (_, null) => to.Epoch > from!.Epoch ? TakeoverKind.Rewound : TakeoverKind.GivenUp,
        var (before, after) when !string.Equals(before, after, StringComparison.Ordinal) => TakeoverKind.TakenOver,
        _ => to.Epoch > from!.Epoch ? TakeoverKind.Restarted : null,
    };
}
