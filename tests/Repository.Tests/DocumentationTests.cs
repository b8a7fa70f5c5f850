using System.Text.RegularExpressions;
using Checkpointing.Tests.Services;

namespace Repository.Tests;

public sealed partial class DocumentationTests
{
    public static TheoryData<string> MarkdownFiles() => [.. Sources.Find(".", ".md").Select(Sources.Relative)];

    [Theory]
    [MemberData(nameof(MarkdownFiles))]
    public void Every_snippet_stands_word_for_word_in_the_compiled_snippets(string file)
    {
        string[] compiled = [.. Sources.Find("samples", ".cs").Select(source => Normalize(File.ReadAllText(source)))];
        foreach (string block in Sources.CSharpBlocks(RepositoryRoot.Combine(file)))
        {
            string wanted = Normalize(block);
            compiled.Any(source => source.Contains(wanted, StringComparison.Ordinal))
                .ShouldBeTrue($"{file} shows code that no file of samples/ contains, so that nothing proves that it compiles:\n{block}");
        }
    }

    [Fact]
    public void The_README_shows_code()
    {
        Sources.CSharpBlocks(RepositoryRoot.Combine("README.md")).ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(MarkdownFiles))]
    public void Every_link_to_a_file_leads_somewhere(string file)
    {
        string folder = Path.GetDirectoryName(RepositoryRoot.Combine(file))!;
        foreach (Match match in Link().Matches(File.ReadAllText(RepositoryRoot.Combine(file))))
        {
            string target = match.Groups["target"].Value.Split('#')[0];
            if (target.Length == 0 || target.Contains("://", StringComparison.Ordinal))
            {
                continue;
            }

            Path.Exists(Path.Combine(folder, target)).ShouldBeTrue($"{file} links to {target}, which is not there");
        }
    }

    [Theory]
    [MemberData(nameof(MarkdownFiles))]
    public void Every_command_that_runs_a_project_names_one_that_exists(string file)
    {
        foreach (Match match in ProjectArgument().Matches(File.ReadAllText(RepositoryRoot.Combine(file))))
        {
            string project = match.Groups["project"].Value;
            Directory.Exists(RepositoryRoot.Combine(project)).ShouldBeTrue($"{file} runs {project}, which is not there");
        }
    }

    private static string Normalize(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"--project (?<project>[\w./]+)")]
    private static partial Regex ProjectArgument();
}
