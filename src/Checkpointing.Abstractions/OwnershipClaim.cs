namespace Checkpointing;

/// <summary>A wish to take, renew or relinquish one partition.</summary>
/// <param name="PartitionId">The partition, compared exactly.</param>
/// <param name="OwnerId">The identifier of the claiming processor, or empty to relinquish the partition.</param>
/// <param name="OwnerInstance">A value made anew at each start of a process. A claim that differs from the stored record in owner or in instance is a change of hands,
/// so that a restarted process fences its paused twin. Ignored when relinquishing.</param>
/// <param name="Version">The <see cref="PartitionOwnership.Version"/> of the record that the claimer saw, or null when it saw none.</param>
public readonly record struct OwnershipClaim(string PartitionId, string OwnerId, string OwnerInstance, string? Version)
{
    /// <summary>Whether this claim gives the partition up.</summary>
    public bool IsRelinquish => OwnerId.Length == 0;
}
