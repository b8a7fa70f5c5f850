using System.Text.RegularExpressions;
namespace Repository.Tests;
/// <summary>A backend that lacks a suite would look as if it had passed it.</summary>
public sealed partial class SuiteCoverageTests
{
    /// <summary>The in-memory store is tested beside the contract it is the model of.</summary>
    private const string InMemoryTests = "Abstractions";
    public static TheoryData<string, string> BackendsAndSuites()
    {
        TheoryData<string, string> pairs = [];
        foreach (string backend in Sources.Backends().Append(InMemoryTests))
        {
            foreach (string suite in Suites())
            {
                pairs.Add(backend, suite);
            }
        }
        return pairs;
    }
    [Theory]
    [MemberData(nameof(BackendsAndSuites))]
    public void Every_backend_runs_every_suite(string backend, string suite)
    {
        string tests = Path.Combine("tests", $"Checkpointing.{backend}.Tests");
        Sources.Find(tests, ".cs")
            .Any(file => Regex.IsMatch(File.ReadAllText(file), $@"sealed class \w+\b[^{{;]*:\s*{suite}\b"))
            .ShouldBeTrue($"no class in {tests} derives from {suite}");
    }
    [Fact]
    public void There_are_suites_to_run() => Suites().Count().ShouldBeGreaterThan(5);
    private static IEnumerable<string> Suites() =>
        Sources.Find(Path.Combine("tests", "Checkpointing.Conformance"), ".cs")
            .Select(file => Suite().Match(File.ReadAllText(file)))
            .Where(match => match.Success)
            .Select(match => match.Groups["name"].Value);
    [GeneratedRegex(@"public abstract class (?<name>\w+Suite)\b")]
    private static partial Regex Suite();
}
