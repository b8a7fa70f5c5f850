using System.Globalization;
using Checkpointing.Cli.CommandLine;

namespace Checkpointing.Cli.Verbs;

/// <summary>Partitions on the command line: <c>3</c>, <c>3,7</c>, <c>0-31</c>.</summary>
internal static class PartitionList
{
    private const int Most = 100_000;

    /// <summary>The partitions, or null if none were named.</summary>
    public static string[]? Read(string[]? given)
    {
        if (given is null or [])
        {
            return null;
        }

        string[] partitions =
            [.. given.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).SelectMany(Expand).Distinct(StringComparer.Ordinal)];
        return partitions.Length > 0 ? partitions : throw new CliException(ExitCode.Misused, "--partition names none: write 3, 3,7 or 0-31.");
    }

    private static IEnumerable<string> Expand(string text)
    {
        string[] ends = text.Split('-');
        if (ends.Length != 2 || !Number(ends[0], out int first) || !Number(ends[1], out int last))
        {
            return [text];
        }

        return first <= last && last - first < Most
            ? Enumerable.Range(first, last - first + 1).Select(number => number.ToString(CultureInfo.InvariantCulture))
            : throw new CliException(ExitCode.Misused, $"--partition is '{text}': {(first > last ? "write the smaller number first" : "no hub has so many partitions")}.");
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
