using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Checkpointing.Policies;

/// <summary>The text form of policies.</summary>
internal static partial class CheckpointPolicyText
{
    public const string Allowed =
        "'every event', 'every 100 events', 'every 5s' (ms, s, min, h, or hh:mm:ss; at most a day), 'end of batch', 'manual', or several joined by 'or', such as 'every 100 events or every 5s'";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static CheckpointPolicy Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out CheckpointPolicy? policy)
            ? policy
            : throw new FormatException($"'{text}' is no checkpoint policy. Allowed is {Allowed}.");
    }

    public static bool TryParse(string? text, [NotNullWhen(true)] out CheckpointPolicy? policy)
    {
        policy = null;
        if (text is null)
        {
            return false;
        }

        foreach (string part in Separator().Split(text.Trim()))
        {
            if (Part(part) is not { } next)
            {
                policy = null;
                return false;
            }

            policy = policy is null ? next : policy.Or(next);
        }

        return policy is not null;
    }

    public static string Format(TimeSpan time)
    {
        (long unit, string name)[] units = [(TimeSpan.TicksPerHour, "h"), (TimeSpan.TicksPerMinute, "min"), (TimeSpan.TicksPerSecond, "s"), (TimeSpan.TicksPerMillisecond, "ms")];
        foreach ((long unit, string name) in units)
        {
            if (time.Ticks % unit == 0)
            {
                return FormattableString.Invariant($"{time.Ticks / unit}{name}");
            }
        }

        return time.ToString("c", CultureInfo.InvariantCulture);
    }

    private static CheckpointPolicy? Part(string text) => Blanks().Replace(text.Trim(), " ").ToUpperInvariant() switch
    {
        "EVERY EVENT" => CheckpointPolicy.EveryEvent,
        "END OF BATCH" => CheckpointPolicy.EndOfBatch,
        "MANUAL" => CheckpointPolicy.Manual,
        var other => Every(other),
    };

    private static CheckpointPolicy? Every(string text)
    {
        if (EventsForm().Match(text) is { Success: true } events)
        {
            return int.TryParse(events.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
                ? CheckpointPolicy.EveryEvents(count)
                : null;
        }

        return TryInterval(text, out TimeSpan interval) && interval > TimeSpan.Zero && interval <= Longest ? CheckpointPolicy.Every(interval) : null;
    }

    private static bool TryInterval(string text, out TimeSpan interval)
    {
        interval = default;
        if (UnitForm().Match(text) is { Success: true } match)
        {
            if (!int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                return false;
            }

            interval = match.Groups[2].Value switch
            {
                "MS" => TimeSpan.FromMilliseconds(number),
                "S" => TimeSpan.FromSeconds(number),
                "MIN" => TimeSpan.FromMinutes(number),
                _ => new TimeSpan(Math.Min(number, 25), 0, 0),
            };
            return true;
        }

        return SpanForm().Match(text) is { Success: true } span
            && TimeSpan.TryParse(span.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out interval);
    }

    [GeneratedRegex(@"\s+or\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex("^EVERY ([0-9]+) EVENTS?$")]
    private static partial Regex EventsForm();

    [GeneratedRegex("^EVERY ([0-9]+) ?(MS|S|MIN|H)$")]
    private static partial Regex UnitForm();

    [GeneratedRegex(@"^EVERY ([0-9]+:[0-9:.]+)$")]
    private static partial Regex SpanForm();
}
