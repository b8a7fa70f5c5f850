namespace Checkpointing;

/// <summary>Who holds a partition, as a store knows it.</summary>
/// <param name="PartitionId">The partition, compared exactly.</param>
/// <param name="OwnerId">The identifier of the processor that holds the partition; empty when it was relinquished.</param>
/// <param name="Epoch">A counter that grows each time the partition changes hands and each time it is rewound; checkpoints carry it.
/// The first owner of a partition gets 1, and 0 stands for a partition that nobody ever owned or rewound.</param>
/// <param name="Version">The opaque version of this record (an ETag where the backend has one). Every successful claim makes a new one, and none ever comes back.</param>
/// <param name="LastModified">When the record was last written, by the store's clock, corrected to the caller's clock: <c>now - LastModified</c> is the age the store itself would give.</param>
/// <param name="OwnerInstance">The start of the process that holds the partition (see <see cref="OwnershipClaim.OwnerInstance"/>); null where the backend has no room for it.</param>
/// <param name="RequestedBy">The processor that has asked for the partition (see <see cref="IOwnershipRequestStore"/>), or null.</param>
/// <param name="RequestedAt">When it has asked, by the store's clock, corrected to the caller's clock; null if nobody has.</param>
public sealed record PartitionOwnership(
    string PartitionId,
    string OwnerId,
    long Epoch,
    string Version,
    DateTimeOffset LastModified,
    string? OwnerInstance = null,
    string? RequestedBy = null,
    DateTimeOffset? RequestedAt = null)
{
    /// <summary>
    /// Whether somebody holds the partition and has renewed it within a time: where this is false, the partition is free for anybody. It is a look at what the store said when it was asked;
    /// only a claim decides who holds the partition.
    /// </summary>
    /// <param name="now">The present time by the clock of the caller that read this record, to which <see cref="LastModified"/> was corrected. By another clock the age is wrong by what the two differ:
    /// a record from another process is not to be judged by this, but read anew.</param>
    /// <param name="expiration">After how long without a renewal an owner counts as gone: one whose record is exactly that old does. With zero or less nobody counts as there.</param>
    /// <returns>Whether there is such an owner. A record from the caller's future, as of a clock that was set back since, counts as renewed just now.</returns>
    public bool HasLiveOwner(DateTimeOffset now, TimeSpan expiration) =>
        OwnerId.Length > 0 && (now > LastModified ? now - LastModified : TimeSpan.Zero) < expiration;
}
