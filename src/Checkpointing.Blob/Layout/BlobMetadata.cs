using System.Globalization;

namespace Checkpointing.Blob.Layout;

/// <summary>
/// The metadata that Microsoft's SDKs share. Keys are written in lower case and read without regard to case: older Java and Go versions
/// wrote
/// <c>OwnerId</c>, <c>Offset</c> and <c>SequenceNumber</c>.
/// </summary>
internal static class BlobMetadata
{
    /// <summary>The owner's identifier; empty for a relinquished partition.</summary>
    public const string OwnerId = "ownerid";

    /// <summary>The offset of the last processed event; empty when it is unknown.</summary>
    public const string Offset = "offset";

    /// <summary>The sequence number of the last processed event.</summary>
    public const string SequenceNumber = "sequencenumber";

    /// <summary>The identifier of the processor that wrote the checkpoint.</summary>
    public const string ClientIdentifier = "clientidentifier";

    /// <summary>Marks a checkpoint that a mirror wrote, and that a mirror may delete. Whoever else writes a checkpoint replaces all its metadata, and with it the mark.</summary>
    private const string Mirrored = "mirrored";

    /// <summary>What .NET versions before 5.12 wrote for an unknown offset, for the sake of a scaler.</summary>
    private const string NoOffset = "no offset";

    /// <summary>The metadata of an ownership record.</summary>
    public static Dictionary<string, string> ForOwnership(string ownerId) => new(StringComparer.OrdinalIgnoreCase) { [OwnerId] = ownerId };

    /// <summary>
    /// The metadata of a checkpoint. All keys are always written, and the sequence number is always a number: the JavaScript SDK refuses
    /// to list a
    /// group in which one checkpoint lacks either.
    /// </summary>
    public static Dictionary<string, string> ForCheckpoint(long sequenceNumber, string? offset, string? writtenBy) => new(StringComparer.OrdinalIgnoreCase)
    {
        [Offset] = offset ?? "",
        [SequenceNumber] = sequenceNumber.ToString(CultureInfo.InvariantCulture),
        [ClientIdentifier] = Plain(writtenBy),
    };

    /// <summary>The metadata of a checkpoint that is a copy of another store's.</summary>
    public static Dictionary<string, string> ForMirroredCheckpoint(long sequenceNumber, string? offset, string? writtenBy)
    {
        Dictionary<string, string> metadata = ForCheckpoint(sequenceNumber, offset, writtenBy);
        metadata[Mirrored] = "true";
        return metadata;
    }

    /// <summary>Whether a checkpoint is a copy of another store's.</summary>
    public static bool IsMirrored(IReadOnlyDictionary<string, string> metadata) => metadata.ContainsKey(Mirrored);

    /// <summary>The position that a checkpoint's metadata holds, read as .NET reads it; null if it holds none.</summary>
    public static BlobPosition? Position(IReadOnlyDictionary<string, string> metadata)
    {
        string? offset = metadata.GetValueOrDefault(Offset);
        if (string.IsNullOrEmpty(offset) || offset.Equals(NoOffset, StringComparison.OrdinalIgnoreCase))
        {
            offset = null;
        }

        long? sequenceNumber = Number(metadata.GetValueOrDefault(SequenceNumber));
        string? writtenBy = metadata.GetValueOrDefault(ClientIdentifier);
        return sequenceNumber is null && offset is null
            ? null
            : new BlobPosition(sequenceNumber, offset, string.IsNullOrEmpty(writtenBy) ? null : writtenBy);
    }

    /// <summary>Whether a stored checkpoint is the one that a write makes.</summary>
    public static bool IsMadeBy(Checkpoint? stored, long sequenceNumber, string? offset, string? writtenBy) =>
        stored is not null && stored.SequenceNumber == sequenceNumber && (stored.Offset ?? "") == (offset ?? "") && (stored.WrittenBy ?? "") == Plain(writtenBy);

    /// <summary>A sequence number, or null for what is none: absent, empty, malformed, or .NET's mark for an unknown one.</summary>
    public static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number != long.MinValue ? number : null;

    /// <summary>Whether a text can be kept as metadata unchanged: it travels as an HTTP header.</summary>
    public static bool Fits(string text) => text.All(character => character is >= ' ' and <= '~') && text.Trim().Length == text.Length;

    private static string Plain(string? text) => new([.. (text ?? "").Trim().Select(character => character is >= ' ' and <= '~' ? character : '?')]);
}
