using System.Diagnostics;
using System.Text.Json.Nodes;
using Checkpointing.Tests.Services;
using Compare.Contest;
using Compare.Results;

namespace Benchmarks.Tests;

/// <summary>The command as a user has it.</summary>
public sealed class QuickRunTests : IDisposable
{
    private static readonly string BuildOutput =
        Path.Combine(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar)[^2..]);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpointing-compare-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_quick_run_of_one_store_yields_every_operation_with_its_driver()
    {
        RunResult result = await RunAsync("--work", "operations");

        result.Schema.ShouldBe(RunResult.CurrentSchema);
        result.Head.LeftOut.ShouldBeEmpty();
        result.Head.Servers.Keys.ShouldBe(["Sqlite"]);
        foreach (Operation operation in Operation.All([32]).Where(operation => operation.IsQuick))
        {
            OperationResult[] rows = [.. result.Operations.Where(row => row.Operation == operation.Title)];
            rows.Select(row => row.Role).ShouldBe([Roles.Store, Roles.Driver]);
            rows.ShouldAllBe(row => row.Time.Samples > 0 && row.Time.MedianMs > 0);
            rows[0].ToDriver.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task The_json_has_the_documented_names()
    {
        string document = await File.ReadAllTextAsync(RepositoryRoot.Combine("docs", "benchmarks.md"), TestContext.Current.CancellationToken);
        string file = await RunToFileAsync("--work", "operations", "cold-start");

        JsonNode json = JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!;

        foreach (string name in Names(json).Distinct())
        {
            document.ShouldContain($"`{name}`", Case.Sensitive, $"docs/benchmarks.md does not say what '{name}' is");
        }
    }

    [Fact]
    public async Task Markdown_and_plots_are_made_anew_from_the_json_of_a_run()
    {
        string file = await RunToFileAsync("--work", "operations");

        (await StartAsync("--render", file)).ShouldBe(0);

        string text = await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "README.md"), TestContext.Current.CancellationToken);
        text.ShouldContain("| write a checkpoint |");
        text.ShouldContain("(write.svg)");
        File.Exists(Path.Combine(_folder.FullName, "write.svg")).ShouldBeTrue();
    }

    /// <summary>The names of all properties but those of tables whose keys are names of stores.</summary>
    private static IEnumerable<string> Names(JsonNode? node) => node switch
    {
        JsonObject parent => parent.SelectMany(pair => pair.Key is "servers" or "leftOut" ? [pair.Key] : Names(pair.Value).Prepend(pair.Key)),
        JsonArray array => array.SelectMany(Names),
        _ => [],
    };

    private async Task<RunResult> RunAsync(params string[] arguments) => await ResultsFolder.ReadJsonAsync(await RunToFileAsync(arguments));

    private async Task<string> RunToFileAsync(params string[] arguments)
    {
        string file = Path.Combine(_folder.FullName, "results.json");
        (await StartAsync(["--quick", "--stores", "Sqlite", "--json", file, .. arguments])).ShouldBe(0);
        return file;
    }

    private static async Task<int> StartAsync(params string[] arguments)
    {
        string program = RepositoryRoot.Combine("benchmarks", "Compare", "bin", BuildOutput, "Compare.dll");
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }
}
