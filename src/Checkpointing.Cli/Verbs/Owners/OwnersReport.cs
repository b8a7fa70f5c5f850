using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs.Owners;

/// <summary>Who holds the partitions of a group, and how evenly.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Group">The group, as namespace/hub/group.</param>
/// <param name="ReadAt">When it was read.</param>
/// <param name="ExpirationSeconds">After how long without a renewal an owner counts as gone.</param>
/// <param name="IsEven">Whether the shares of the live owners differ by one at most.</param>
/// <param name="Owners">The owners, those with most partitions first.</param>
/// <param name="Partitions">Every partition that was ever owned or rewound, in the order of their numbers.</param>
/// <param name="Faults">Records that cannot be read.</param>
internal sealed record OwnersReport(
    string Store,
    string Group,
    DateTimeOffset ReadAt,
    double ExpirationSeconds,
    bool IsEven,
    IReadOnlyList<OwnerShare> Owners,
    IReadOnlyList<PartitionOwner> Partitions,
    IReadOnlyList<Fault> Faults)
{
    /// <summary>Asks the store.</summary>
    public static async Task<OwnersReport> ReadAsync(
        string storeName, ICheckpointStore store, ConsumerGroup group, TimeSpan expiration, TimeProvider clock, CancellationToken cancellationToken)
    {
        PartitionResults<PartitionOwnership> read = await store.ListOwnershipAsync(group, cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = clock.GetUtcNow();
        PartitionOwner[] partitions =
            [.. read.Items.Select(record => PartitionOwner.From(record, now, expiration)).OrderBy(partition => partition.Partition, PartitionOrder.Instance)];
        OwnerShare[] owners =
        [
            .. partitions.Where(partition => partition.Owner is not null).GroupBy(partition => partition.Owner!, StringComparer.Ordinal).Select(Share)
                .OrderByDescending(share => share.Partitions.Count).ThenBy(share => share.Owner, StringComparer.Ordinal),
        ];
        int[] shares = [.. owners.Where(owner => owner.State == OwnerState.Live).Select(owner => owner.Partitions.Count)];
        return new OwnersReport(
            storeName, group.ToString(), now, expiration.TotalSeconds, shares.Length == 0 || shares.Max() - shares.Min() <= 1, owners, partitions, Fault.From(read.Faults));
    }

    private static OwnerShare Share(IGrouping<string, PartitionOwner> partitions)
    {
        PartitionOwner newest = partitions.MinBy(partition => partition.AgeSeconds)!;
        return new OwnerShare(partitions.Key, newest.State, newest.RenewedAt, newest.AgeSeconds, [.. partitions.Select(partition => partition.Partition)]);
    }
}
