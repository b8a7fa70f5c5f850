using System.Globalization;
using System.Text.Json;

namespace Checkpointing.Blob.Layout;

/// <summary>
/// Checkpoints kept as JSON in a blob's body, like <c>{"offset":"12345","sequence_number":100}</c>. Some guides show them, no SDK writes
/// them;
/// they are read when a blob has no metadata, and never written.
/// </summary>
internal static class BlobBody
{
    /// <summary>More than this is no checkpoint.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>The position in a body; null if it holds none.</summary>
    public static BlobPosition? Position(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            string? offset = null;
            long? sequenceNumber = null;
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                string name = property.Name.Replace("_", "", StringComparison.Ordinal);
                if (name.Equals(BlobMetadata.Offset, StringComparison.OrdinalIgnoreCase))
                {
                    offset = Text(property.Value);
                }
                else if (name.Equals(BlobMetadata.SequenceNumber, StringComparison.OrdinalIgnoreCase))
                {
                    sequenceNumber = BlobMetadata.Number(Text(property.Value));
                }
            }

            return sequenceNumber is null && string.IsNullOrEmpty(offset)
                ? null
                : new BlobPosition(sequenceNumber, string.IsNullOrEmpty(offset) ? null : offset, WrittenBy: null);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out long number) ? number.ToString(CultureInfo.InvariantCulture) : null,
        _ => null,
    };
}
