using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>A group in two places, compared.</summary>
/// <param name="Group">The group.</param>
/// <param name="Source">What the source holds.</param>
/// <param name="Target">What the target holds.</param>
/// <param name="Entries">Each partition that either knows, in the order of their numbers.</param>
internal sealed record GroupComparison(ConsumerGroup Group, PlaceContents Source, PlaceContents Target, IReadOnlyList<CopyEntry> Entries)
{
    /// <summary>Reads both and compares.</summary>
    public static async Task<GroupComparison> ReadAsync(ICheckpointPlace source, ICheckpointPlace target, ConsumerGroup group, CancellationToken cancellationToken)
    {
        Task<PlaceContents> there = target.ReadAsync(group, cancellationToken);
        PlaceContents from = await source.ReadAsync(group, cancellationToken).ConfigureAwait(false);
        PlaceContents to = await there.ConfigureAwait(false);
        return new GroupComparison(
            group,
            from,
            to,
            [
                .. from.Checkpoints.Keys.Union(to.Checkpoints.Keys, StringComparer.Ordinal).Order(PartitionOrder.Instance)
                    .Select(partition => CopyEntry.Of(partition, from.Checkpoints.GetValueOrDefault(partition), to.Checkpoints.GetValueOrDefault(partition))),
            ]);
    }

    /// <summary>Those that a copy brings over by itself: it adds and advances. Whatever would move the target back, or guess, is left to whoever says so.</summary>
    public IEnumerable<CopyChange> Changes(bool overwrite) => Entries
        .Where(entry => entry.State is CopyState.Missing or CopyState.Behind || (overwrite && entry.State is CopyState.Ahead or CopyState.Different))
        .Select(entry => new CopyChange(Source.Checkpoints[entry.Partition], entry.State is CopyState.Ahead or CopyState.Different, overwrite));
}
