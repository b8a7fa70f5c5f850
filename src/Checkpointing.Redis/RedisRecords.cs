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

    /// <summary>2^53: the scripts count epochs in doubles, which are exact below.</summary>
    private const long Exact = 9_007_199_254_740_992;

    /// <summary>An ownership record.</summary>
    /// <param name="partitionId">The partition.</param>
    /// <param name="text">The stored text.</param>
    /// <param name="storeNow">The server's time in the same answer.</param>
    /// <param name="callerNow">The caller's time.</param>
    /// <exception cref="RedisRecordException">The text is none that this version writes.</exception>
    public static PartitionOwnership Ownership(string partitionId, string text, string storeNow, DateTimeOffset callerNow) =>
        Parse(text, record => new PartitionOwnership(
            partitionId,
            Text(record, "owner") ?? throw new FormatException(),
            Epoch(record),
            Text(record, "version") is { Length: > 0 } version ? version : throw new FormatException(),
            Corrected(record.GetProperty("modified").GetInt64(), storeNow, callerNow),
            Text(record, "instance"),
            Text(record, "requestedBy"),
            RequestedAt(record) is { } requested ? Corrected(requested, storeNow, callerNow) : null));

    /// <summary>A checkpoint record; parameters as above.</summary>
    public static Checkpoint Checkpoint(string partitionId, string text, string storeNow, DateTimeOffset callerNow) =>
        Parse(text, record => new Checkpoint(
            partitionId,
            Number(record, "sequenceNumber"),
            Text(record, "offset"),
            Epoch(record),
            Text(record, "writer"),
            Corrected(record.GetProperty("written").GetInt64(), storeNow, callerNow)));

    /// <summary>A time of the server's, by the caller's clock.</summary>
    public static DateTimeOffset Corrected(long time, string storeNow, DateTimeOffset callerNow)
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(storeNow, NumberStyles.None, CultureInfo.InvariantCulture));
        return time is >= 0 and <= LatestTime
            ? new ClockCorrection(now, callerNow).ToCaller(DateTimeOffset.FromUnixTimeMilliseconds(time))
            : throw new FormatException();
    }

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

    /// <remarks>Requester and time come together or not at all.</remarks>
    private static long? RequestedAt(JsonElement record) => record.TryGetProperty("requestedAt", out JsonElement time) == record.TryGetProperty("requestedBy", out _)
        ? time.ValueKind == JsonValueKind.Undefined ? null : time.GetInt64()
        : throw new FormatException();

    private static long Epoch(JsonElement record) => Number(record, "epoch") is { } epoch and >= 0 and < Exact ? epoch : throw new FormatException();

    /// <remarks>Only the shortest text of a number: the scripts compare texts.</remarks>
    private static long? Number(JsonElement record, string name)
    {
        if (Text(record, name) is not { } text)
        {
            return null;
        }

        long number = long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return number.ToString(CultureInfo.InvariantCulture) == text ? number : throw new FormatException();
    }
}
