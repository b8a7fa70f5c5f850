using System.Text.RegularExpressions;
using Checkpointing.Tests.Services;

namespace Checkpointing.Cli.Tests;

/// <summary>What docs/operating.md shows: commands with their answers, what happens between them, and documents by the verb that writes them.</summary>
internal static partial class OperatingStory
{
    private static readonly string Document = File.ReadAllText(RepositoryRoot.Combine("docs", "operating.md")).ReplaceLineEndings("\n");

    /// <summary>The steps of the story in their order: a command with its answer, or <c>do</c> something that a comment asks for.</summary>
    public static IEnumerable<(string? Do, string Command, string Answer)> Steps()
    {
        foreach (Match match in Step().Matches(Document))
        {
            if (match.Groups["do"].Success)
            {
                yield return (match.Groups["do"].Value, "", "");
                continue;
            }

            foreach (string part in match.Groups["console"].Value.Split("$ checkpoints ", StringSplitOptions.RemoveEmptyEntries))
            {
                string[] lines = part.Split('\n', 2);
                yield return (null, lines[0].Trim(), lines[1].Trim());
            }
        }
    }

    /// <summary>The documents, by the command that writes them.</summary>
    public static IReadOnlyDictionary<string, string> Documents() =>
        Json().Matches(Document).ToDictionary(match => match.Groups["command"].Value, match => match.Groups["json"].Value);

    /// <summary>The documents of the dashboard, by the path that is asked for them.</summary>
    public static IReadOnlyDictionary<string, string> Answers() =>
        Answer().Matches(Document).ToDictionary(match => match.Groups["path"].Value, match => match.Groups["json"].Value);

    [GeneratedRegex(@"<!-- do: (?<do>.+?) -->|^```console\n(?<console>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Step();

    [GeneratedRegex(@"^`checkpoints (?<command>[^`\n]+ --json[^`\n]*)`[^\n]*\n(?:[^\n]+\n)*\n```json\n(?<json>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Json();

    [GeneratedRegex(@"^`(GET|POST) (?<path>/api/[a-z/]+)[^`\n]*`[^\n]*\n(?:[^\n]+\n)*\n```json\n(?<json>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Answer();
}
