using System.Text.Json;
using Checkpointing.Backends;

namespace Checkpointing.Sqlite;

/// <summary>Batches as the JSON arrays that the statements unpack, one inner array for a partition.</summary>
internal static class SqliteBatches
{
    /// <summary>Claims, each with the version that it will have when it is won.</summary>
    public static string Claims(IReadOnlyList<SqliteProposal> proposals) =>
        Pack(proposals, proposal => [proposal.Claim.PartitionId, proposal.Claim.OwnerId, proposal.Claim.OwnerInstance, proposal.Claim.Version, proposal.NewVersion]);

    /// <summary>Requests.</summary>
    public static string Requests(IReadOnlyList<OwnershipRequest> requests) =>
        Pack(requests, request => [request.PartitionId, request.OwnerId, request.RequestedBy]);

    /// <summary>Claims, each with a version of its own.</summary>
    /// <remarks>Made once for a call and not for an attempt: so a repeated attempt recognises its own earlier success.</remarks>
    public static SqliteProposal[] Propose(IReadOnlyList<OwnershipClaim> claims)
    {
        string[] versions = RecordVersions.New(claims.Count);
        return [.. claims.Select((claim, index) => new SqliteProposal(claim, versions[index]))];
    }

    /// <summary>Partition ids.</summary>
    public static string Partitions(IEnumerable<string> partitionIds) => JsonSerializer.Serialize(partitionIds);

    private static string Pack<T>(IReadOnlyList<T> items, Func<T, object?[]> columns) => JsonSerializer.Serialize(items.Select(columns));
}
