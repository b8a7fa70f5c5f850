using System.Text.RegularExpressions;
using Checkpointing.Tests.Services;

namespace Repository.Tests;

/// <summary>The files of the repository, as the tests read them.</summary>
internal static partial class Sources
{
    private static readonly string[] BuildFolders = ["bin", "obj", "node_modules", "artifacts", ".git"];

    /// <summary>The files below a folder with one of the endings, without what builds leave behind.</summary>
    public static IEnumerable<string> Find(string folder, params string[] endings) =>
        Directory.EnumerateFiles(RepositoryRoot.Combine(folder), "*", SearchOption.AllDirectories)
            .Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Where(file => !Relative(file).Split('/').Intersect(BuildFolders).Any());

    /// <summary>A file's path from the root, with slashes.</summary>
    public static string Relative(string file) => Path.GetRelativePath(RepositoryRoot.Combine(), file).Replace('\\', '/');

    /// <summary>The names of the backends that ship in projects of their own.</summary>
    public static IEnumerable<string> Backends() =>
        Directory.GetDirectories(RepositoryRoot.Combine("src"), "Checkpointing.*")
            .Select(folder => Path.GetFileName(folder)["Checkpointing.".Length..])
            .Where(name => name is not "Abstractions" and not "AspNetCore" and not "Cli" and not "Moving");

    /// <summary>The code blocks of a Markdown file that are marked as C#.</summary>
    public static IEnumerable<string> CSharpBlocks(string markdown) =>
        Fenced().Matches(File.ReadAllText(markdown)).Select(match => match.Groups["code"].Value);

    [GeneratedRegex("^```csharp[^\n]*\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();
}
