namespace Checkpointing.Moving.Ownership;

/// <summary>A partition that was won in both stores through this object.</summary>
/// <param name="OwnerId">The owner.</param>
/// <param name="OwnerInstance">The start of the owner's process.</param>
/// <param name="Version">The version that the owner was given. A renewal that only one store has answered leaves it as it is, and the records have newer ones.</param>
/// <param name="From">The record in the store to move from.</param>
/// <param name="To">The record in the store to move to.</param>
internal sealed record Holding(string OwnerId, string OwnerInstance, string Version, HeldRecord From, HeldRecord To)
{
    /// <summary>Whether it was given up or lost. Checkpoints are still passed on, until the stores refuse them.</summary>
    public bool IsOver { get; init; }

    /// <summary>
    /// The epoch that the owner was given. Each of the two only ever rises, so that their sum rises when either does: an ownership that changed in one store alone is another
    /// one here too.
    /// </summary>
    public long Epoch => From.Epoch + To.Epoch;

    /// <summary>The versions to claim with, for somebody who knows the given one.</summary>
    public PairVersion? VersionsFor(string? version) => !IsOver && version == Version ? new PairVersion(From.Version, To.Version) : PairVersion.Of(version);

    /// <summary>Whether a claim renews this ownership, or gives it up.</summary>
    public bool IsKeptBy(in OwnershipClaim claim, PairVersion versions) => !IsOver && versions.From == From.Version && versions.To == To.Version
        && (claim.IsRelinquish || (claim.OwnerId == OwnerId && claim.OwnerInstance == OwnerInstance));

    /// <summary>Whether a record shows that somebody else holds the partition, or nobody.</summary>
    public bool IsLostIn(PartitionOwnership? record) =>
        !IsOver && (record is null || record.OwnerId != OwnerId || (record.OwnerInstance is { } instance && instance != OwnerInstance));
}
