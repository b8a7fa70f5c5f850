using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Checkpointing.Cli.CommandLine;

/// <summary>Times on the command line: <c>90s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c>, or <c>00:01:30</c>. A number alone is none: .NET takes it for days, and whoever types it means seconds or minutes.</summary>
internal static partial class Durations
{
    /// <summary>An option that takes a time of more than zero.</summary>
    public static Option<TimeSpan?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "time",
        CustomParser = Parse,
    };

    /// <summary>Reads a time.</summary>
    public static bool TryRead(string text, out TimeSpan time)
    {
        Match match = Short().Match(text);
        if (!match.Success)
        {
            time = default;
            return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out time) && time > TimeSpan.Zero;
        }

        double number = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);
        time = TimeSpan.FromSeconds(number * match.Groups["unit"].Value switch { "ms" => 0.001, "s" => 1, "m" => 60, "h" => 3600, _ => 86_400 });
        return time > TimeSpan.Zero;
    }

    private static TimeSpan? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (TryRead(text, out TimeSpan time))
        {
            return time;
        }

        result.AddError($"{((OptionResult)result.Parent!).Option.Name} is '{text}', which is no time: it takes a number with its unit, such as 90s, 5m, 2h or 1d.");
        return null;
    }

    [GeneratedRegex(@"^(?<number>\d{1,6}(\.\d{1,3})?)(?<unit>ms|s|m|h|d)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Short();
}
