using System.Globalization;
using System.Text.Json;
using Checkpointing.Cosmos.Documents;

namespace Checkpointing.Cosmos.Requests;

/// <summary>
/// The conditions of patches, which the service checks together with the change. Each holds only for documents whose schema this code knows and
/// whose epoch and position look right, so that nothing else is ever overwritten.
/// </summary>
internal static class Conditions
{
    private static readonly string Known = string.Create(
        CultureInfo.InvariantCulture, $"FROM c WHERE c.schema = {PartitionDocument.CurrentSchema} AND LENGTH(c.position) = {PositionText.Length}");

    /// <summary>The ownership has that version.</summary>
    public static string IsVersion(string version) => $"{Known} AND c.epoch >= 0 AND c.ownership.version = {Literal(version)}";

    /// <summary>Nobody ever owned it.</summary>
    public static string IsUnowned() => $"{Known} AND c.epoch >= 0 AND IS_NULL(c.ownership)";

    /// <summary>The epoch is that one.</summary>
    public static string IsEpoch(long epoch) => string.Create(CultureInfo.InvariantCulture, $"{Known} AND c.epoch = {epoch}");

    /// <summary>The epoch is that one, and the position is behind.</summary>
    public static string IsBehind(long epoch, long sequenceNumber) => $"{IsEpoch(epoch)} AND c.position < {Literal(PositionText.Of(sequenceNumber))}";

    /// <summary>A text as a constant of the query language, which writes them as JSON does: https://learn.microsoft.com/azure/cosmos-db/nosql/query/constants.</summary>
    public static string Literal(string text) => JsonSerializer.Serialize(text);
}
