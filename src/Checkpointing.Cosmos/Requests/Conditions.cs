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

    private static readonly string Known =
        string.Create(CultureInfo.InvariantCulture, $"FROM c WHERE {Schema} = {PartitionDocument.CurrentSchema} AND LENGTH({Position}) = {PositionText.Length}");

    private static readonly string KnownEpoch = $"{Known} AND {Epoch} >= 0 AND {Epoch} <= {LargestExact} AND FLOOR({Epoch}) = {Epoch}";

    private static readonly string KnownOwnership =
        $"{KnownEpoch} AND IS_STRING({Ownership("ownerId")}) AND {IsTextOrNull(Ownership("ownerInstance"))} AND {IsTime(Ownership("modifiedAt"))} "
        + $"AND (NOT IS_DEFINED({Property("request")}) OR IS_NULL({Property("request")}) OR IS_STRING({Request("requestedBy")}) AND {IsTime(Request("requestedAt"))})";

    private static readonly string KnownCheckpoint =
        $"(IS_NULL({Property("checkpoint")}) AND {Position} = {Literal(PositionText.Of(null))} "
        + $"OR {IsTextOrNull(Checkpoint("offset"))} AND {IsTextOrNull(Checkpoint("writtenBy"))} AND IS_STRING({Checkpoint("writeId")}) "
        + $"AND {Checkpoint("epoch")} >= 0 AND FLOOR({Checkpoint("epoch")}) = {Checkpoint("epoch")} AND {IsTime(Checkpoint("writtenAt"))})";

    private static string Schema => Property("schema");

    private static string Epoch => Property("epoch");

    private static string Position => Property("position");

    /// <summary>The ownership has that version.</summary>
    public static string IsVersion(string version) => $"{KnownOwnership} AND {Ownership("version")} = {Literal(version)}";

    /// <summary>That owner holds it.</summary>
    public static string IsHeldBy(string ownerId) =>
        $"{KnownOwnership} AND LENGTH({Ownership("version")}) > 0 AND {Ownership("ownerId")} = {Literal(ownerId)}";

    /// <summary>Nobody ever owned it.</summary>
    public static string IsUnowned() => $"{KnownEpoch} AND IS_NULL({Property("ownership")})";

    /// <summary>The epoch is that one.</summary>
    public static string IsEpoch(long epoch) => string.Create(CultureInfo.InvariantCulture, $"{Known} AND {Epoch} = {epoch}");

    /// <summary>The epoch is that one, and the position is behind.</summary>
    public static string IsBehind(long epoch, long sequenceNumber) =>
        $"{IsEpoch(epoch)} AND {Position} < {Literal(PositionText.Of(sequenceNumber))} AND {KnownCheckpoint}";

    /// <summary>A text as a constant of the query language, which writes them as JSON does: https://learn.microsoft.com/azure/cosmos-db/nosql/query/constants.</summary>
    public static string Literal(string text) => JsonSerializer.Serialize(text);

    /// <summary>In brackets a name is a name, also if it is a word of the query language, as OFFSET is.</summary>
    private static string Property(string name) => $"c[\"{name}\"]";

    private static string Ownership(string name) => $"{Property("ownership")}[\"{name}\"]";

    private static string Request(string name) => $"{Property("request")}[\"{name}\"]";

    private static string Checkpoint(string name) => $"{Property("checkpoint")}[\"{name}\"]";

    /// <summary>Exactly one of the two; false also where there is nothing at all.</summary>
    private static string IsTextOrNull(string path) => $"IS_STRING({path}) != IS_NULL({path})";

    private static string IsTime(string path) => string.Create(CultureInfo.InvariantCulture, $"LENGTH({path}) = {TimeText.Length}");
}
