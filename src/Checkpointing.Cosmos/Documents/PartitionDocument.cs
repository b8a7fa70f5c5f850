using System.Text.Json;
using System.Text.Json.Serialization;

namespace Checkpointing.Cosmos.Documents;

/// <summary>All that is stored of one partition.</summary>
/// <param name="Id">The document's id, see <see cref="CosmosNames.DocumentId"/>.</param>
/// <param name="ConsumerGroup">The partition key, see <see cref="CosmosNames.GroupKey"/>.</param>
/// <param name="Schema">The version of this layout.</param>
/// <param name="PartitionId">The partition, exactly.</param>
/// <param name="Epoch">How often it changed hands or was rewound: a small number, far from where doubles lose integers.</param>
/// <param name="Position">The checkpoint's sequence number, see <see cref="PositionText"/>.</param>
/// <param name="Ownership">Who holds it; null while nobody ever did.</param>
/// <param name="Checkpoint">The rest of the checkpoint; null while there is none.</param>
/// <param name="Request">Who has asked the owner for the partition; null if nobody has, absent from documents that were made before there were requests.</param>
internal sealed record PartitionDocument(
    string Id,
    string ConsumerGroup,
    int Schema,
    string PartitionId,
    long Epoch,
    string Position,
    PartitionDocument.OwnershipPart? Ownership,
    PartitionDocument.CheckpointPart? Checkpoint,
    PartitionDocument.RequestPart? Request = null)
{
    /// <summary>The version that this code reads and writes.</summary>
    public const int CurrentSchema = 1;

    private const string WayOut = "The document was left as it is; repair or delete it.";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new TimeText() },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The sequence number; null for none.</summary>
    [JsonIgnore]
    public long? SequenceNumber => PositionText.TryParse(Position, out long? number) ? number : null;

    /// <summary>The bytes of any part of a document.</summary>
    public static Stream Serialize<T>(T part) => new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(part, Json), writable: false);

    /// <summary>A document that nobody owned and nothing was processed of.</summary>
    public static PartitionDocument New(ConsumerGroup group, string partitionId) => new(
        CosmosNames.DocumentId(partitionId), CosmosNames.GroupKey(group), CurrentSchema, partitionId, Epoch: 0, PositionText.Of(null), Ownership: null, Checkpoint: null);

    /// <summary>Understands a document.</summary>
    /// <exception cref="DamagedDocumentException">It holds what no version of this store writes, or belongs to a newer one.</exception>
    public static PartitionDocument Parse(JsonElement element)
    {
        if (element.TryGetProperty("schema", out JsonElement schema) && schema.ValueKind == JsonValueKind.Number
            && schema.TryGetInt64(out long version) && version > CurrentSchema)
        {
            throw new DamagedDocumentException($"its schema is {version} and this program knows schema {CurrentSchema}. Update the package Checkpointing.Cosmos.");
        }

        try
        {
            PartitionDocument document = element.Deserialize<PartitionDocument>(Json)!;
            return document.Flaw() is { } property ? throw Damaged(property, innerException: null) : document;
        }
        catch (JsonException exception)
        {
            throw Damaged(exception.Path ?? "$", exception);
        }
    }

    private static DamagedDocumentException Damaged(string path, Exception? innerException) =>
        new($"the document holds at {path} what no version of this store writes. {WayOut}", innerException);

    /// <summary>The first property whose value has the right type and no sense.</summary>
    private string? Flaw() => this switch
    {
        { Schema: not CurrentSchema } => "schema",
        { Epoch: < 0 } => "epoch",
        { Ownership.Version: "" } => "ownership.version",
        { Checkpoint.Epoch: < 0 } => "checkpoint.epoch",
        _ when !PositionText.TryParse(Position, out long? number) || (number is not null && Checkpoint is null) => "position",
        _ when CosmosNames.DocumentId(PartitionId) != Id => "partitionId",
        _ => null,
    };

    /// <summary>Who holds the partition.</summary>
    /// <param name="Version">See <see cref="OwnershipVersion"/>. Not the <c>_etag</c>: that changes with every checkpoint.</param>
    /// <param name="OwnerId">The owner; empty if nobody holds it.</param>
    /// <param name="OwnerInstance">The start of the owner's process; null if nobody holds it.</param>
    /// <param name="ModifiedAt">When, by the server's clock. Not the <c>_ts</c>: that changes with every checkpoint.</param>
    internal sealed record OwnershipPart(string Version, string OwnerId, string? OwnerInstance, DateTimeOffset ModifiedAt);

    /// <summary>A request for the partition. Beside the ownership and not in it: so a renewal, which writes that anew, leaves it alone.</summary>
    /// <param name="RequestedBy">Who wants the partition.</param>
    /// <param name="RequestedAt">When it has asked, by the server's clock.</param>
    internal sealed record RequestPart(string RequestedBy, DateTimeOffset RequestedAt);

    /// <summary>The checkpoint without its sequence number.</summary>
    /// <param name="Offset">The offset, if known.</param>
    /// <param name="Epoch">The epoch under which it was written.</param>
    /// <param name="WrittenBy">Who wrote it.</param>
    /// <param name="WrittenAt">When, by the server's clock.</param>
    /// <param name="WriteId">Random, made for the call that wrote it: so it recognises its own work after a lost answer.</param>
    internal sealed record CheckpointPart(string? Offset, long Epoch, string? WrittenBy, DateTimeOffset WrittenAt, string WriteId);
}
