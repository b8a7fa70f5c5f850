using System.Globalization;

namespace Checkpointing.Cli.Terminal;

/// <summary>How numbers, times and sentences are written for people.</summary>
internal static class Words
{
    private const int RunsLength = 60;

    /// <summary>What stands for a value that is not there.</summary>
    public const string None = "-";

    /// <summary>A count, with separators.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count and its noun.</summary>
    public static string Count(long number, string noun) => $"{Count(number)} {noun}{(number == 1 ? "" : "s")}";

    /// <summary>A number as it is, so that it can be copied.</summary>
    public static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? None;

    /// <summary>A moment, in UTC.</summary>
    public static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? None;

    /// <summary>How long something takes or took, in one or two units.</summary>
    public static string Age(TimeSpan? age) => age switch
    {
        null => None,
        { TotalSeconds: < 1 } => "0s",
        { TotalMinutes: < 1 } span => string.Create(CultureInfo.InvariantCulture, $"{span.Seconds}s"),
        { TotalHours: < 1 } span => Units(span.Minutes, "m", span.Seconds, "s"),
        { TotalDays: < 1 } span => Units(span.Hours, "h", span.Minutes, "m"),
        { } span => Units(span.Days, "d", span.Hours, "h"),
    };

    /// <summary>A text of which nothing is a command to a terminal: owners and groups are called as whoever wrote them liked.</summary>
    public static string Visible(string text) =>
        text.Any(char.IsControl) ? string.Create(text.Length, text, static (visible, text) =>
        {
            for (int index = 0; index < text.Length; index++)
            {
                visible[index] = char.IsControl(text[index]) ? '\uFFFD' : text[index];
            }
        }) : text;

    /// <summary>A text that fits into a width, its end left out if need be.</summary>
    public static string Fit(string text, int width) => text.Length <= width ? text : width <= 1 ? text[..Math.Max(width, 0)] : string.Concat(text.AsSpan(0, width - 1), "…");

    /// <summary>Partition ids in the order of their numbers, runs drawn together: <c>0-3, 7</c>.</summary>
    public static string Runs(IEnumerable<string> partitionIds)
    {
        List<string> parts = [];
        string? first = null;
        string? last = null;
        foreach (string partitionId in partitionIds.Order(PartitionOrder.Instance))
        {
            if (last is not null && IsNext(last, partitionId))
            {
                last = partitionId;
                continue;
            }

            Close();
            first = last = partitionId;
        }

        Close();
        return string.Join(", ", parts);

        void Close()
        {
            if (first is not null)
            {
                parts.Add(string.Equals(first, last, StringComparison.Ordinal) ? first : IsNext(first, last!) ? $"{first}, {last}" : $"{first}-{last}");
            }
        }
    }

    /// <summary>Partitions in a sentence, cut where they are too many.</summary>
    public static string Partitions(IEnumerable<string> partitionIds)
    {
        string runs = Runs(partitionIds);
        return $"{(runs.AsSpan().IndexOfAny(',', '-') >= 0 ? "partitions" : "partition")} {Fit(runs, RunsLength)}";
    }

    /// <summary>A sentence in lines of a width; all but the first are indented.</summary>
    public static IEnumerable<string> Wrap(string text, int width, int indent)
    {
        string margin = new(' ', indent);
        string line = "";
        foreach (string word in Visible(text).Split(' '))
        {
            if (line.Length > margin.Length && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = margin + word;
            }
            else
            {
                line = line.Length == 0 || line == margin ? line + word : $"{line} {word}";
            }
        }

        yield return line;
    }

    private static string Units(int great, string unit, int small, string smallUnit) =>
        small == 0 ? FormattableString.Invariant($"{great}{unit}") : FormattableString.Invariant($"{great}{unit} {small}{smallUnit}");

    private static bool IsNext(string left, string right) =>
        long.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out long first)
        && long.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out long second)
        && second == first + 1;
}
