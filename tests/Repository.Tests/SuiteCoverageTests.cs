using System.Text.RegularExpressions;

namespace Repository.Tests;

/// <summary>A backend that lacks a suite would look as if it had passed it.</summary>
public sealed partial class SuiteCoverageTests
{
    /// <summary>The in-memory store is tested beside the contract it is the model of.</summary>
    private const string InMemoryTests = "Abstractions";

    /// <summary>Suites that interfere with a server; a backend that declares itself embedded has none.</summary>
    private const string ServerSuite = "ServerConformanceTest";

    public static TheoryData<string, string> BackendsAndSuites()
    {
        TheoryData<string, string> pairs = [];
        foreach (string backend in Backends())
        {
            foreach ((string suite, string kind) in Suites())
            {
                if (kind != ServerSuite || !IsEmbedded(backend))
                {
                    pairs.Add(backend, suite);
                }
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(BackendsAndSuites))]
    public void Every_backend_runs_every_suite(string backend, string suite)
    {
        Sources.Find(Tests(backend), ".cs")
            .Any(file => Regex.IsMatch(File.ReadAllText(file), $@"sealed class \w+\b[^{{;]*:\s*{suite}\b"))
            .ShouldBeTrue($"no class in {Tests(backend)} derives from {suite}");
    }

    [Fact]
    public void There_are_suites_to_run()
    {
        Suites().Count(suite => suite.Kind != ServerSuite).ShouldBeGreaterThan(10);
        Suites().Count(suite => suite.Kind == ServerSuite).ShouldBeGreaterThan(2);
    }

    [Fact]
    public void Only_stores_within_their_clients_process_do_without_a_server() =>
        Backends().Where(IsEmbedded).ShouldBe(["Sqlite", InMemoryTests], ignoreOrder: true);

    private static IEnumerable<string> Backends() => Sources.Backends().Append(InMemoryTests);

    private static string Tests(string backend) => Path.Combine("tests", $"Checkpointing.{backend}.Tests");

    private static bool IsEmbedded(string backend) =>
        Sources.Find(Tests(backend), "Harness.cs").Any(file => File.ReadAllText(file).Contains("StoreTraits.Embedded", StringComparison.Ordinal));

    private static IEnumerable<(string Name, string Kind)> Suites() =>
        Sources.Find(Path.Combine("tests", "Checkpointing.Conformance"), ".cs")
            .Select(file => Suite().Match(File.ReadAllText(file)))
            .Where(match => match.Success)
            .Select(match => (match.Groups["name"].Value, match.Groups["kind"].Value));

    [GeneratedRegex(@"public abstract class (?<name>\w+Suite)\b[^:]*:\s*(?<kind>\w+)")]
    private static partial Regex Suite();
}
