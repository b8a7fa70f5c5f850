using Checkpointing.Cli.Verbs.Dashboard.Watching;
using Checkpointing.Cli.Verbs.Lag;
using Checkpointing.Cli.Verbs.Listing;
using Checkpointing.Cli.Verbs.Owners;

namespace Checkpointing.Cli.Verbs.Dashboard.State;

/// <summary>Puts together what the readings tell of each partition.</summary>
internal static class PartitionRows
{
    /// <summary>Every partition that the hub or the store knows.</summary>
    public static IReadOnlyList<DashboardPartition> Of(DashboardWatch watch)
    {
        LagReport? lag = watch.Lag.Value;
        Dictionary<string, LagOfPartition> lags = Index(lag?.Partitions, partition => partition.Partition);
        Dictionary<string, PartitionOwner> owners = Index(watch.Owners.Value?.Partitions, partition => partition.Partition);

        // The list is read only while the lag cannot be, and is out of date as soon as it can.
        bool isListNewer = watch.Checkpoints.ReadAt > (watch.Lag.ReadAt ?? DateTimeOffset.MinValue);
        Dictionary<string, CheckpointEntry> checkpoints = Index(isListNewer ? watch.Checkpoints.Value?.Checkpoints : null, entry => entry.Partition);
        return
        [
            .. lags.Keys.Union(owners.Keys, StringComparer.Ordinal).Union(checkpoints.Keys, StringComparer.Ordinal)
                .Select(id => Join(id, lag?.ReadAt, lags.GetValueOrDefault(id), owners.GetValueOrDefault(id), checkpoints.GetValueOrDefault(id))),
        ];
    }

    private static DashboardPartition Join(string partitionId, DateTimeOffset? lagAt, LagOfPartition? lag, PartitionOwner? owner, CheckpointEntry? checkpoint) => new(
        partitionId,
        lag?.State,
        owner?.Owner,
        owner?.State ?? OwnerState.Free,
        owner?.RenewedAt,
        owner?.Epoch,
        owner?.RequestedBy,
        checkpoint is not null ? checkpoint.SequenceNumber : lag?.Checkpoint,
        checkpoint?.WrittenAt ?? (lag?.CheckpointAgeSeconds is { } age ? lagAt - TimeSpan.FromSeconds(age) : null),
        lag?.FirstEvent,
        lag?.LastEvent,
        lag?.EventsBehind,
        lag?.EventsLost,
        lag?.SecondsBehind,
        lag?.SecondsAreExact);

    private static Dictionary<string, T> Index<T>(IEnumerable<T>? items, Func<T, string> key) =>
        items?.ToDictionary(key, StringComparer.Ordinal) ?? new Dictionary<string, T>(StringComparer.Ordinal);
}
