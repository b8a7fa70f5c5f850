namespace Checkpointing.Moving.Ownership;

/// <summary>A partition that was just won in both stores.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="From">The record in the store to move from.</param>
/// <param name="To">The record in the store to move to.</param>
internal sealed record TakenPartition(OwnershipClaim Claim, PartitionOwnership From, PartitionOwnership To)
{
    /// <summary>The partition.</summary>
    public string PartitionId => Claim.PartitionId;
}
