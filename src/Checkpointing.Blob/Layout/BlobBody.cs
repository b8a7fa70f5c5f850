using System.Globalization;
using System.Text.Json;

namespace Checkpointing.Blob.Layout;

/// <summary>
/// Checkpoints kept as JSON in a blob's body: <c>{"offset":"12345","sequence_number":100}</c>, as some guides show them, and the leases of the
/// archived <c>EventProcessorHost</c>. They are read when the metadata has no position, and never written.
/// </summary>
internal static class BlobBody
{
    /// <summary>More than this is no checkpoint.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>What <c>EventProcessorHost</c> calls the offset before the first event.</summary>
    private const string StartOfStream = "-1";

    /// <summary>A property that only leases have.</summary>
    private const string LeaseToken = "token";

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>The position in a body; null if it holds none.</summary>
    /// <remarks>
    /// <c>EventProcessorHost</c> makes a lease before there is a checkpoint, with sequence number 0 and an offset that is absent, empty or that of the
    /// stream's start. Taking the number for a position would skip the first event.
    /// </remarks>
    public static BlobPosition? Position(ReadOnlyMemory<byte> body)
    {
        Dictionary<string, string?>? properties = Properties(body.Span.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body);
        if (properties is null)
        {
            return null;
        }

        bool hasOffset = properties.TryGetValue(BlobMetadata.Offset, out string? offset);
        long? sequenceNumber = BlobMetadata.Number(properties.GetValueOrDefault(BlobMetadata.SequenceNumber));
        if (!string.IsNullOrEmpty(offset))
        {
            return offset == StartOfStream ? null : new BlobPosition(sequenceNumber, offset, WrittenBy: null);
        }

        bool isBeforeFirst = sequenceNumber == 0 && (hasOffset || properties.ContainsKey(LeaseToken));
        return sequenceNumber is null || isBeforeFirst ? null : new BlobPosition(sequenceNumber, Offset: null, WrittenBy: null);
    }

    /// <summary>The body's properties by their names in lower case without underscores; null if it is no JSON object.</summary>
    private static Dictionary<string, string?>? Properties(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            Dictionary<string, string?> properties = new(StringComparer.OrdinalIgnoreCase);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                properties[property.Name.Replace("_", "", StringComparison.Ordinal)] = Text(property.Value);
            }

            return properties;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter is for texts that are no Unicode, which show only when they are taken out.
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
