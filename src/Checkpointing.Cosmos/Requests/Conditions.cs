using System.Globalization;
using System.Text.Json;
using Checkpointing.Cosmos.Documents;

namespace Checkpointing.Cosmos.Requests;

/// <summary>
/// The conditions of patches, which the service checks together with the change. Each holds only for documents whose schema this code knows, and
/// only if what is to be replaced is what this store writes: nothing else is ever overwritten. A rewind has read the document before.
/// </summary>
internal static class Conditions
{
    /// <summary>The largest integer up to which doubles have all.</summary>
    private const string LargestExact = "9007199254740991";

    private static readonly string Known = string.Create(
        CultureInfo.InvariantCulture, $"FROM c WHERE c.schema = {PartitionDocument.CurrentSchema} AND LENGTH(c.position) = {PositionText.Length}");

    private static readonly string KnownEpoch = $"{Known} AND c.epoch >= 0 AND c.epoch <= {LargestExact} AND FLOOR(c.epoch) = c.epoch";

    private static readonly string KnownOwnership =
        $"{KnownEpoch} AND IS_STRING(c.ownership.ownerId) AND {IsTextOrNull("c.ownership.ownerInstance")} AND {IsTime("c.ownership.modifiedAt")}";

    private static readonly string KnownCheckpoint =
        $"(IS_NULL(c.checkpoint) AND c.position = {Literal(PositionText.Of(null))} "
        + $"OR {IsTextOrNull("c.checkpoint.offset")} AND {IsTextOrNull("c.checkpoint.writtenBy")} AND IS_STRING(c.checkpoint.writeId) "
        + $"AND c.checkpoint.epoch >= 0 AND FLOOR(c.checkpoint.epoch) = c.checkpoint.epoch AND {IsTime("c.checkpoint.writtenAt")})";

    /// <summary>The ownership has that version.</summary>
    public static string IsVersion(string version) => $"{KnownOwnership} AND c.ownership.version = {Literal(version)}";

    /// <summary>Nobody ever owned it.</summary>
    public static string IsUnowned() => $"{KnownEpoch} AND IS_NULL(c.ownership)";

    /// <summary>The epoch is that one.</summary>
    public static string IsEpoch(long epoch) => string.Create(CultureInfo.InvariantCulture, $"{Known} AND c.epoch = {epoch}");

    /// <summary>The epoch is that one, and the position is behind.</summary>
    public static string IsBehind(long epoch, long sequenceNumber) =>
        $"{IsEpoch(epoch)} AND c.position < {Literal(PositionText.Of(sequenceNumber))} AND {KnownCheckpoint}";

    /// <summary>A text as a constant of the query language, which writes them as JSON does: https://learn.microsoft.com/azure/cosmos-db/nosql/query/constants.</summary>
    public static string Literal(string text) => JsonSerializer.Serialize(text);

    /// <summary>Exactly one of the two; false also where there is nothing at all.</summary>
    private static string IsTextOrNull(string path) => $"IS_STRING({path}) != IS_NULL({path})";

    private static string IsTime(string path) => string.Create(CultureInfo.InvariantCulture, $"LENGTH({path}) = {TimeText.Length}");
}
