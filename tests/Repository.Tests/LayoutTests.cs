using System.Text.RegularExpressions;
using Checkpointing.Tests.Services;

namespace Repository.Tests;

public sealed partial class LayoutTests
{
    private static readonly string[] Areas = ["src", "devkit", "tests", "samples", "benchmarks"];

    public static TheoryData<string> SourceFiles() =>
        [.. new[] { "src", "devkit" }.SelectMany(area => Sources.Find(area, ".cs")).Select(Sources.Relative)];

    [Theory]
    [InlineData("README.md")]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("CHANGELOG.md")]
    [InlineData("LICENSE")]
    [InlineData("test")]
    [InlineData(".ci/run")]
    public void What_a_newcomer_looks_for_is_there(string file) => File.Exists(RepositoryRoot.Combine(file)).ShouldBeTrue();

    [Fact]
    public void The_solution_holds_every_project()
    {
        string solution = File.ReadAllText(RepositoryRoot.Combine("Checkpointing.slnx"));
        foreach (string project in Areas.Where(area => Directory.Exists(RepositoryRoot.Combine(area))).SelectMany(area => Sources.Find(area, ".csproj")))
        {
            solution.ShouldContain($"\"{Sources.Relative(project)}\"");
        }
    }

    [Theory]
    [MemberData(nameof(SourceFiles))]
    public void A_file_holds_one_top_level_type(string file)
    {
        string[] types = [.. TopLevelType().Matches(File.ReadAllText(RepositoryRoot.Combine(file))).Select(match => match.Groups["name"].Value).Distinct()];
        types.Length.ShouldBeLessThanOrEqualTo(1, $"{file} holds {string.Join(", ", types)}");
    }

    [Fact]
    public void What_ships_has_no_conditional_compilation()
    {
        foreach (string file in Sources.Find("src", ".cs"))
        {
            File.ReadAllText(file).ShouldNotContain("#if ", Case.Sensitive, $"{Sources.Relative(file)}: the dependency sets differ in build files only");
        }
    }

    [Fact]
    public void What_ships_references_the_devkit_nowhere_but_in_the_seam()
    {
        foreach (string project in Sources.Find("src", ".csproj"))
        {
            File.ReadAllText(project).ShouldNotContain("devkit", Case.Insensitive, Sources.Relative(project));
        }
    }

    [Fact]
    public void Versions_stand_in_one_file()
    {
        foreach (string project in Areas.Where(area => Directory.Exists(RepositoryRoot.Combine(area))).SelectMany(area => Sources.Find(area, ".csproj")))
        {
            PackageWithVersion().IsMatch(File.ReadAllText(project)).ShouldBeFalse($"{Sources.Relative(project)} has a version; it belongs in Directory.Packages.props");
        }
    }

    [GeneratedRegex(@"^(?:public|internal)(?: (?:sealed|static|abstract|readonly|partial|ref|unsafe))* (?:class|record struct|record|struct|interface|enum|delegate [\w<>?]+) (?<name>\w+(?:<[^>(]*>)?)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"<PackageReference [^>]*Version=")]
    private static partial Regex PackageWithVersion();
}
