using System.Globalization;
using Checkpointing.Backends;
using StackExchange.Redis;

namespace Checkpointing.Redis;

/// <summary>Batches as the arguments that the scripts take, so many for each partition.</summary>
internal static class RedisBatches
{
    /// <summary>Before writes: an earlier attempt of the same call may have been applied.</summary>
    public const string Repeated = "repeated";

    /// <summary>Before writes: this is the first attempt.</summary>
    public const string First = "first";

    /// <summary>Claims, each with the version that it will have when it is won.</summary>
    /// <remarks>Made once for a call and not for an attempt: so a repeated attempt recognises its own earlier success.</remarks>
    public static RedisValue[] Claims(IReadOnlyList<OwnershipClaim> claims)
    {
        string[] versions = RecordVersions.New(claims.Count);
        RedisValue[] batch = new RedisValue[claims.Count * 5];
        for (int index = 0; index < claims.Count; index++)
        {
            OwnershipClaim claim = claims[index];
            RedisValue[] values = [claim.PartitionId, claim.OwnerId, claim.OwnerInstance, Optional(claim.Version), versions[index]];
            values.CopyTo(batch, index * values.Length);
        }

        return batch;
    }

    /// <summary>The version that a claim will have when it is won.</summary>
    /// <param name="batch">What <see cref="Claims"/> made.</param>
    /// <param name="index">The claim's place.</param>
    public static string ProposedVersion(RedisValue[] batch, int index) => (string)batch[(index * 5) + 4]!;

    /// <summary>Writes, after <see cref="First"/> or <see cref="Repeated"/>.</summary>
    public static RedisValue[] Writes(IReadOnlyList<CheckpointWrite> writes, string attempt) =>
    [
        attempt,
        .. writes.SelectMany(
            write => (RedisValue[])[write.PartitionId, Text(write.Epoch), Text(write.SequenceNumber), Optional(write.Offset), write.WrittenBy ?? ""]),
    ];

    /// <summary>Requests.</summary>
    public static RedisValue[] Requests(IReadOnlyList<OwnershipRequest> requests) =>
        [.. requests.SelectMany(request => (RedisValue[])[request.PartitionId, request.OwnerId, request.RequestedBy])];

    /// <summary>Rewinds, for the look before them.</summary>
    public static RedisValue[] Looks(IReadOnlyList<RedisRewind> rewinds) =>
        [.. rewinds.SelectMany(rewind => (RedisValue[])[rewind.PartitionId, rewind.NewVersion])];

    /// <summary>Rewinds.</summary>
    public static RedisValue[] Rewinds(IReadOnlyList<RedisRewind> rewinds) =>
    [
        .. rewinds.SelectMany(
            rewind => (RedisValue[])
            [
                rewind.PartitionId,
                Optional(rewind.Target.SequenceNumber is { } number ? Text(number) : null),
                Optional(rewind.Target.Offset),
                rewind.Target.WrittenBy ?? "",
                rewind.NewVersion,
                Optional(rewind.Version),
            ]),
    ];

    /// <summary>A text for the scripts' function of the same name: empty if there is none, else the text after an equals sign.</summary>
    private static string Optional(string? text) => text is null ? "" : "=" + text;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
