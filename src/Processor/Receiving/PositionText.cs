using System.Globalization;
using System.Text.RegularExpressions;

namespace Checkpointing.Processor.Receiving;

/// <summary>What the texts of positions have in common.</summary>
internal static partial class PositionText
{
    /// <summary>Reads a number behind a word.</summary>
    public static bool TryReadNumber(string text, string prefix, out long number)
    {
        number = 0;
        return text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
            && long.TryParse(text.AsSpan(prefix.Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>
    /// Reads a time as ISO 8601 has it, which means one day to everybody: a date, with or without a time of day. It has an offset: without one it would mean another moment on each machine.
    /// </summary>
    public static bool TryReadTime(string text, out DateTimeOffset time)
    {
        time = default;
        return Time().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    /// <summary>The text of a time, which <see cref="TryReadTime"/> reads.</summary>
    public static string Write(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?(Z|[+-][0-9]{2}:?[0-9]{2})\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Time();
}
