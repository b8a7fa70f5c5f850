using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Cosmos;

namespace Checkpointing.Cosmos;

/// <summary>The texts by which documents are found: the partition key, which is the consumer group, and the id, which is the partition.</summary>
internal static class CosmosNames
{
    /// <summary>The path of the partition key. Not <c>/group</c>: that is a reserved word of the query language.</summary>
    public const string PartitionKeyPath = "/consumerGroup";

    /// <summary>A longer id than this is hashed; the service itself allows 1,023 bytes, older servers 255.</summary>
    private const int LongestPlainId = 128;

    /// <summary>What a hashed id begins with; no plain one does.</summary>
    private const char HashMark = '~';

    /// <summary>The partition key's value for a group: three names joined by slashes, with slashes inside of them escaped.</summary>
    public static string GroupKey(ConsumerGroup group) =>
        $"{Escape(group.FullyQualifiedNamespace)}/{Escape(group.EventHubName)}/{Escape(group.Name)}";

    /// <summary>The partition key for a group.</summary>
    public static PartitionKey PartitionKey(ConsumerGroup group) => new(GroupKey(group));

    /// <summary>The group that a partition key's value names, or null if it is none of this store's.</summary>
    public static ConsumerGroup? GroupOf(string? groupKey)
    {
        string[] parts = [.. (groupKey ?? "").Split('/').Select(Unescape)];
        return parts.Length == 3 && !Array.Exists(parts, string.IsNullOrWhiteSpace) ? new ConsumerGroup(parts[0], parts[1], parts[2]) : null;
    }

    /// <summary>
    /// The id of a partition's document: the partition id itself when it is made of letters, digits, dots, hyphens and underscores, or else
    /// its hash. The service forbids some characters in ids (https://learn.microsoft.com/azure/cosmos-db/concepts-limits), and gateways and
    /// proxies stumble over others. The document holds the exact partition id.
    /// </summary>
    public static string DocumentId(string partitionId) =>
        IsPlain(partitionId) ? partitionId : HashMark + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(partitionId)));

    private static bool IsPlain(string partitionId) =>
        partitionId.Length is > 0 and <= LongestPlainId
        && partitionId[0] != '.'
        && partitionId[^1] != '.'
        && partitionId.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_');

    private static string Escape(string name) => name.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal);

    private static string Unescape(string name) => name.Replace("%2F", "/", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
}
