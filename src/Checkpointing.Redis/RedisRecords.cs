using System.Globalization;
using System.Text.Json;
using Checkpointing.Backends;

namespace Checkpointing.Redis;

/// <summary>Makes values of the JSON texts that the scripts write.</summary>
internal static class RedisRecords
{
    private const int Version = 1;

    /// <summary>Milliseconds since 1970 at the end of the year 9000: later ones were written in another unit.</summary>
    private const long LatestTime = 221_845_392_000_000;

    /// <summary>An ownership record.</summary>
    /// <param name="partitionId">The partition.</param>
    /// <param name="text">The stored text.</param>
    /// <param name="storeNow">The server's time in the same answer.</param>
    /// <param name="callerNow">The caller's time.</param>
    /// <exception cref="RedisRecordException">The text is none that this version writes.</exception>
    public static PartitionOwnership Ownership(string partitionId, string text, string storeNow, DateTimeOffset callerNow) =>
        Parse(text, record => new PartitionOwnership(
            partitionId,
            Text(record, "owner")!,
            Number(record, "epoch")!.Value,
            Text(record, "version")!,
            Corrected(record.GetProperty("modified").GetInt64(), storeNow, callerNow),
            Text(record, "instance")));

    /// <summary>A checkpoint record; parameters as above.</summary>
    public static Checkpoint Checkpoint(string partitionId, string text, string storeNow, DateTimeOffset callerNow) =>
        Parse(text, record => new Checkpoint(
            partitionId,
            Number(record, "sequenceNumber"),
            Text(record, "offset"),
            Number(record, "epoch")!.Value,
            Text(record, "writer"),
            Corrected(record.GetProperty("written").GetInt64(), storeNow, callerNow)));

    private static T Parse<T>(string text, Func<JsonElement, T> make)
        where T : class
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.GetProperty("v").GetInt32() == Version ? make(document.RootElement) : throw new RedisRecordException(text);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new RedisRecordException(text);
        }
    }

    private static string? Text(JsonElement record, string name) =>
        record.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? throw new FormatException() : null;

    private static long? Number(JsonElement record, string name) => Text(record, name) is { } text
        ? long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
        : null;

    private static DateTimeOffset Corrected(long time, string storeNow, DateTimeOffset callerNow)
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(storeNow, NumberStyles.None, CultureInfo.InvariantCulture));
        return time is >= 0 and <= LatestTime
            ? new ClockCorrection(now, callerNow).ToCaller(DateTimeOffset.FromUnixTimeMilliseconds(time))
            : throw new FormatException();
    }
}
