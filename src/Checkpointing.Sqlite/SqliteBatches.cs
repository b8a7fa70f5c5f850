using System.Security.Cryptography;
using System.Text.Json;

namespace Checkpointing.Sqlite;

/// <summary>Batches as the JSON arrays that the statements unpack, one inner array for a partition.</summary>
internal static class SqliteBatches
{
    /// <summary>Claims, each with the version that it will have when it is won.</summary>
    /// <remarks>Made once for a call and not for an attempt: so a repeated attempt recognises its own earlier success.</remarks>
    public static string Claims(IReadOnlyList<OwnershipClaim> claims) =>
        Pack(claims, claim => [claim.PartitionId, claim.OwnerId, claim.OwnerInstance, claim.Version, NewVersion()]);

    /// <summary>Requests.</summary>
    public static string Requests(IReadOnlyList<OwnershipRequest> requests) =>
        Pack(requests, request => [request.PartitionId, request.OwnerId, request.RequestedBy]);

    /// <summary>Writes.</summary>
    public static string Writes(IReadOnlyList<CheckpointWrite> writes) =>
        Pack(writes, write => [write.PartitionId, write.SequenceNumber, write.Offset, write.Epoch, write.WrittenBy]);

    /// <summary>Partition ids.</summary>
    public static string Partitions(IEnumerable<string> partitionIds) => JsonSerializer.Serialize(partitionIds);

    /// <summary>A version that never was and never comes back, even if the row is deleted and made again.</summary>
    public static string NewVersion() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    private static string Pack<T>(IReadOnlyList<T> items, Func<T, object?[]> columns) => JsonSerializer.Serialize(items.Select(columns));
}
