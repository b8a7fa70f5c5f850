using System.Runtime.InteropServices;

namespace Checkpointing.Moving.Ownership;

/// <summary>A claim that has to be won in both stores.</summary>
/// <param name="Claim">The claim as it was made.</param>
/// <param name="Versions">The versions of the two records.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PairClaim(OwnershipClaim Claim, PairVersion Versions)
{
    /// <summary>The partition.</summary>
    public string PartitionId => Claim.PartitionId;
}
