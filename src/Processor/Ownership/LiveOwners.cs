namespace Checkpointing.Processor.Ownership;

/// <summary>What live owners hold at a moment, as the last list shows it, and what each of them has when the partitions are evenly spread.</summary>
/// <param name="ledger">What is known about ownership.</param>
/// <param name="settings">Who this processor is, and when owners expire.</param>
/// <param name="now">The moment.</param>
internal sealed class LiveOwners(OwnershipLedger ledger, OwnershipSettings settings, DateTimeOffset now)
{
    /// <summary>The records of partitions that somebody holds.</summary>
    public IReadOnlyList<PartitionOwnership> Records { get; } = [.. ledger.Listed.Where(record => record.HasLiveOwner(now, settings.Expiration))];

    /// <summary>What each owner has at least when so many partitions are evenly spread, this processor counted among them.</summary>
    public int FairShare(int partitions) =>
        partitions / Records.Select(record => record.OwnerId).Append(settings.Identifier).Distinct(StringComparer.OrdinalIgnoreCase).Count();
}
