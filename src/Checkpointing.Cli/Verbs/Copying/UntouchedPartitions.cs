using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>
/// Partitions that nobody owns and that have no checkpoint, kept so while their first one is stored. They are claimed by compare-and-swap: who else comes meanwhile has either taken the
/// partition before, and it is left alone, or cannot write until it is free again.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="group">The group.</param>
/// <param name="expiration">After how long without a renewal an owner counts as gone.</param>
/// <param name="clock">The clock.</param>
internal sealed class UntouchedPartitions(ICheckpointStore store, ConsumerGroup group, TimeSpan expiration, TimeProvider clock)
{
    private readonly string _instance = CopyClaim.NewInstance();

    /// <summary>Works on those of some partitions that are untouched. The work is a rewind, which frees them.</summary>
    /// <param name="partitionIds">The partitions.</param>
    /// <param name="work">What is done with those, given by their ids; it gives the partitions that failed.</param>
    /// <returns>Those that are left alone, and those that failed.</returns>
    public async Task<IReadOnlyList<Fault>> WithAsync(IReadOnlyList<string> partitionIds, Func<IReadOnlySet<string>, Task<IReadOnlyList<Fault>>> work)
    {
        PartitionResults<PartitionOwnership> owners = await store.ListOwnershipAsync(group, CancellationToken.None).ConfigureAwait(false);
        Dictionary<string, PartitionOwnership> records = owners.Items.ToDictionary(record => record.PartitionId, StringComparer.Ordinal);
        string[] free = [.. partitionIds.Where(partitionId => !IsLive(records.GetValueOrDefault(partitionId)))];
        PartitionResults<PartitionOwnership> won = await store.ClaimOwnershipAsync(
            group,
            [.. free.Select(partitionId => new OwnershipClaim(partitionId, CopyClaim.Owner, _instance, records.GetValueOrDefault(partitionId)?.Version))],
            CancellationToken.None).ConfigureAwait(false);
        Dictionary<string, PartitionOwnership> held = won.Items.ToDictionary(record => record.PartitionId, StringComparer.Ordinal);
        HashSet<string> late = new(StringComparer.Ordinal);
        try
        {
            // Only now: nobody else can store one any more.
            PartitionResults<Checkpoint> present = await store.ListCheckpointsAsync(group, CancellationToken.None).ConfigureAwait(false);
            HashSet<string> taken = new(held.Keys, StringComparer.Ordinal);
            taken.ExceptWith(present.Items.Select(checkpoint => checkpoint.PartitionId));
            taken.ExceptWith(present.Faults.SelectMany(fault => fault.PartitionId is { } one ? [one] : partitionIds));

            // A rewind puts out whoever it finds. So it is not sent when it might arrive after the claim has expired, and somebody else has come.
            DateTimeOffset now = clock.GetUtcNow();
            late.UnionWith(taken.Where(partitionId => !held[partitionId].HasLiveOwner(now, expiration / 2)));
            taken.ExceptWith(late);
            IReadOnlyList<Fault> failed = taken.Count > 0 ? await work(taken).ConfigureAwait(false) : [];
            foreach (string partitionId in taken.Except(failed.SelectMany(fault => fault.Partition is { } one ? [one] : partitionIds), StringComparer.Ordinal).ToArray())
            {
                held.Remove(partitionId);
            }

            Fault[] faults = [.. Fault.From(won.Faults), .. failed];
            return [.. faults, .. partitionIds.Where(partitionId => !taken.Contains(partitionId) && !Array.Exists(faults, fault => fault.Partition == partitionId)).Select(Left)];
        }
        finally
        {
            await GiveBackAsync([.. held.Values]).ConfigureAwait(false);
        }

        Fault Left(string partitionId) => new(
            partitionId,
            late.Contains(partitionId) ? $"partition {partitionId} could not be stored in half the time after which owners count as gone ({Words.Age(expiration)}); it is left as it is, and the same command does it"
                : records.GetValueOrDefault(partitionId) is not { } record || !IsLive(record) ? $"partition {partitionId} was changed by somebody else meanwhile; it is left as it is"
                : record.OwnerId == CopyClaim.Owner ? $"partition {partitionId} is held by another copy; it is left as it is. {CopyClaim.WayOut}"
                : $"partition {partitionId} has no checkpoint yet, but a live owner ({record.OwnerId}), which would lose it; it is left as it is (--overwrite does it)");
    }

    private bool IsLive(PartitionOwnership? record) => record is not null && CopyClaim.IsLive(record, clock.GetUtcNow(), expiration);

    private async Task GiveBackAsync(PartitionOwnership[] held)
    {
        if (held.Length > 0)
        {
            await store.ClaimOwnershipAsync(
                group, [.. held.Select(record => new OwnershipClaim(record.PartitionId, OwnerId: "", _instance, record.Version))], CancellationToken.None).ConfigureAwait(false);
        }
    }
}
