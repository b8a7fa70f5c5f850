namespace Checkpointing.Moving.Ownership;

/// <summary>How the claims of one call fared in one of the stores. A partition that is in neither list was lost.</summary>
internal sealed class SideClaims
{
    private readonly Dictionary<string, PartitionOwnership> _won;
    private readonly Dictionary<string, CheckpointStoreException> _faults;

    private SideClaims(PartitionResults<PartitionOwnership> results)
    {
        _won = results.Items.ToDictionary(item => item.PartitionId, StringComparer.Ordinal);
        _faults = results.Faults.Where(fault => fault.PartitionId is not null).ToDictionary(fault => fault.PartitionId!, StringComparer.Ordinal);
    }

    /// <summary>Claims in one store, each with that store's version.</summary>
    public static async Task<SideClaims> MakeAsync(
        MovingSide side,
        ConsumerGroup group,
        IReadOnlyCollection<PairClaim> claims,
        Func<PairVersion, string?> versionOf,
        CancellationToken cancellationToken) => new(await side.CallAsync(
            [.. claims.Select(claim => claim.PartitionId)],
            store => store.ClaimOwnershipAsync(
                group, [.. claims.Select(claim => claim.Claim with { Version = versionOf(claim.Versions) })], cancellationToken)).ConfigureAwait(false));

    /// <summary>The record that was won, or null.</summary>
    public PartitionOwnership? Won(string partitionId) => _won.GetValueOrDefault(partitionId);

    /// <summary>The fault, or null.</summary>
    public CheckpointStoreException? Fault(string partitionId) => _faults.GetValueOrDefault(partitionId);

    /// <summary>Whether the claim was lost.</summary>
    public bool IsLost(string partitionId) => !_won.ContainsKey(partitionId) && !_faults.ContainsKey(partitionId);
}
