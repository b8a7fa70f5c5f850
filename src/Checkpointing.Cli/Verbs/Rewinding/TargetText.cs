using System.Globalization;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Processor.Rewinding;

namespace Checkpointing.Cli.Verbs.Rewinding;

/// <summary>Reads where to from a text that somebody typed.</summary>
internal static class TargetText
{
    /// <summary>Reads a target of the verb <c>rewind</c>.</summary>
    /// <param name="kind">Which of its options is meant: <c>time</c>, <c>back</c>, <c>sequence</c>, <c>offset</c> or <c>earliest</c>.</param>
    /// <param name="value">What would stand behind that option.</param>
    /// <param name="now">The time.</param>
    public static RewindTarget Read(string kind, string value, DateTimeOffset now) => kind switch
    {
        "time" => ReadTime(value, now, "the time"),
        "back" when Number(value) is >= 1 and var steps => RewindTarget.Back(steps),
        "sequence" when Number(value) is >= 0 and var number => RewindTarget.FromSequenceNumber(number),
        "back" or "sequence" => throw new CliException(ExitCode.Misused, $"'{value}' is no {(kind == "back" ? "number of events: write 1 or more" : "sequence number: write 0 or more")}."),
        "offset" when value.Length > 0 => RewindTarget.FromOffset(value),
        "earliest" => RewindTarget.Earliest,
        _ => throw new CliException(ExitCode.Misused, "where to? Choose a time, a number of events back, a sequence number, an offset, or the earliest event."),
    };

    /// <summary>Reads a time, or how long ago.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="now">The time.</param>
    /// <param name="name">What it is called in a complaint.</param>
    public static RewindTarget ReadTime(string text, DateTimeOffset now, string name)
    {
        if (text.StartsWith('-') && Durations.TryRead(text[1..], out TimeSpan ago))
        {
            return ago < now - DateTimeOffset.UnixEpoch
                ? RewindTarget.FromTime(DateTimeOffset.FromUnixTimeMilliseconds((now - ago).ToUnixTimeMilliseconds()))
                : throw new CliException(ExitCode.Misused, $"{name} is '{text}': that is before 1970. For the first event that the hub has take the earliest one.");
        }

        // Only a time begins with a digit; the other texts of a target have options of their own.
        return text.Length > 0 && char.IsAsciiDigit(text[0]) && RewindTarget.TryParse(text, out RewindTarget? target)
            ? target
            : throw new CliException(ExitCode.Misused, $"{name} is '{text}': it takes a time with its offset from UTC, such as 2026-01-31T02:40Z or 2026-01-31T03:40+01:00, or a time ago such as -90m.");
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
