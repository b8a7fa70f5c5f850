using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Devkit.EventHubs.Broker.Tool;

/// <summary>Reads <c>--retention</c>: an age (<c>90s</c>, <c>30m</c>, <c>24h</c>, <c>7d</c>), a size (<c>512KiB</c>, <c>64MiB</c>, <c>1GiB</c>) or a number of events.</summary>
internal static partial class RetentionArgument
{
    /// <summary>The limits that were given; what cannot be read becomes an error of the result.</summary>
    public static RetentionOptions Parse(ArgumentResult result)
    {
        var retention = new RetentionOptions();
        foreach (string text in result.Tokens.Select(token => token.Value))
        {
            Match match = Limit().Match(text);
            if (!match.Success || !long.TryParse(match.Groups["number"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            {
                result.AddError($"--retention {text}: write an age (90s, 30m, 24h, 7d), a size per partition (512KiB, 64MiB, 1GiB) or a number of events.");
                continue;
            }

            Apply(retention, number, match.Groups["unit"].Value.ToUpperInvariant());
        }

        return retention;
    }

    private static void Apply(RetentionOptions retention, long number, string unit)
    {
        if (unit.Length == 0)
        {
            retention.MaximumCount = number;
        }
        else if (unit.EndsWith('B'))
        {
            retention.MaximumBytes = number << (unit[0] switch { 'K' => 10, 'M' => 20, _ => 30 });
        }
        else
        {
            retention.MaximumAge = TimeSpan.FromSeconds(number * unit[0] switch { 'S' => 1d, 'M' => 60d, 'H' => 3600d, _ => 86_400d });
        }
    }

    [GeneratedRegex("^(?<number>[0-9]{1,9})(?<unit>|s|m|h|d|KiB|MiB|GiB)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Limit();
}
