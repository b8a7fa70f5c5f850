using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Checkpointing.Cosmos.Documents;

/// <summary>Times as texts of 24 characters, such as <c>2026-01-02T03:04:05.678Z</c>; their order is that of the times.</summary>
internal sealed class TimeText : JsonConverter<DateTimeOffset>
{
    /// <summary>The length of every time.</summary>
    public const int Length = 24;

    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && DateTimeOffset.TryParseExact(
            reader.GetString(), Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
}
