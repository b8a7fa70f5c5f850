using System.Globalization;

namespace Checkpointing.Processor.Receiving;

/// <summary>What the texts of positions have in common.</summary>
internal static class PositionText
{
    /// <summary>Reads a number behind a word.</summary>
    public static bool TryReadNumber(string text, string prefix, out long number)
    {
        number = 0;
        return text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
            && long.TryParse(text.AsSpan(prefix.Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Reads a time that has an offset: without one it would mean another moment on each machine.</summary>
    public static bool TryReadTime(string text, out DateTimeOffset time)
    {
        time = default;
        bool hasOffset = text.Length > 10 && (text.EndsWith('Z') || text.EndsWith('z') || text.AsSpan(10).IndexOfAny('+', '-') >= 0);
        return hasOffset && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    /// <summary>The text of a time, which <see cref="TryReadTime"/> reads.</summary>
    public static string Write(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
