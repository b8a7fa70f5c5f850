using System.Text.RegularExpressions;

namespace Checkpointing.Cli.CommandLine;

/// <summary>Takes secrets out of texts. Stores write none into theirs; drivers, whose exceptions <c>--verbose</c> shows, promise nothing.</summary>
internal static partial class Secrets
{
    private const string Hidden = "***";

    /// <summary>The text with every secret that is known by its name hidden.</summary>
    public static string Hide(string text) => Named().Replace(text, match => match.Groups["name"].Value + match.Groups["is"].Value + Hidden);

    [GeneratedRegex(
        """((?<name>\b(password|pwd|accountkey|sharedaccesskey|sharedaccesssignature|sig|authorization))(?<is>\s*[=:]\s*((bearer|basic|negotiate)\s+)?)|(?<name>\bbearer)(?<is>\s+)(?=\S{16}))("[^"]*"|'[^']*'|[^;,&\s…]+)""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Named();
}
