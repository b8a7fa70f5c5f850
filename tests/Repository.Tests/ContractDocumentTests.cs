using System.Text.RegularExpressions;
using Checkpointing.Tests.Services;

namespace Repository.Tests;

/// <summary>A clause without a test is a wish. Every test that docs/contract.md names exists, and every clause names one.</summary>
public sealed partial class ContractDocumentTests
{
    private static readonly string Document = RepositoryRoot.Combine("docs", "contract.md");

    public static TheoryData<string, string> NamedTests()
    {
        TheoryData<string, string> tests = [];
        foreach (Match match in TestName().Matches(File.ReadAllText(Document)))
        {
            tests.Add(match.Groups["class"].Value, match.Groups["test"].Value);
        }

        return tests;
    }

    [Theory]
    [MemberData(nameof(NamedTests))]
    public void Every_test_that_the_contract_names_exists(string type, string test)
    {
        string file = Sources.Find("tests", ".cs").SingleOrDefault(path => Path.GetFileNameWithoutExtension(path) == type)
            ?? throw new FileNotFoundException($"docs/contract.md names {type}.{test}, and no file is called {type}.cs");

        File.ReadAllText(file).ShouldContain($" {test}(", Case.Sensitive, $"docs/contract.md names {type}.{test}");
    }

    [Fact]
    public void Every_clause_names_a_test()
    {
        string[] clauses = [.. File.ReadLines(Document).Where(line => Clause().IsMatch(line))];

        clauses.Length.ShouldBeGreaterThan(40);
        clauses.ShouldAllBe(line => TestName().IsMatch(line));
    }

    [Fact]
    public void Every_test_of_a_suite_belongs_to_a_clause()
    {
        string[] named = [.. TestName().Matches(File.ReadAllText(Document)).Select(match => $"{match.Groups["class"].Value}.{match.Groups["test"].Value}")];
        string[] tests =
        [
            .. Sources.Find(Path.Combine("tests", "Checkpointing.Conformance", "Suites"), ".cs").SelectMany(file =>
                SuiteTest().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileNameWithoutExtension(file)}.{match.Groups["test"].Value}")),
        ];

        tests.Length.ShouldBeGreaterThan(90);
        tests.Except(named).ShouldBeEmpty("docs/contract.md names no clause for these");
    }

    [GeneratedRegex(@"\[(?:Fact|Theory)\](?:\s*\[[^\n]*\])*\s*public (?:async )?Task (?<test>\w+)\(")]
    private static partial Regex SuiteTest();

    [GeneratedRegex(@"`(?<class>\w+(Suite|Tests))\.(?<test>\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^\| \d+\.\d+ \|")]
    private static partial Regex Clause();
}
