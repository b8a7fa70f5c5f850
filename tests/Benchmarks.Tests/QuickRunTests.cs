using System.Diagnostics;
using System.Globalization;
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

    private static readonly string Program = RepositoryRoot.Combine("benchmarks", "Compare", "bin", BuildOutput, "Compare.dll");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpointing-compare-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_quick_run_of_one_store_yields_every_operation_with_its_driver()
    {
        RunResult result = await RunAsync("--work", "operations", "operations", "--partitions", "32", "32");

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
        string file = await RunToFileAsync("--work", "operations", "cold-start", "throughput", "cost");

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

    [Fact]
    public async Task A_run_that_measures_nothing_is_no_success()
    {
        string file = Path.Combine(_folder.FullName, "results.json");

        (await StartAsync("--stores", "Sqlite", "--work", "operations", "cold-start", "--distance", "5", "--output", _folder.FullName, "--json", file)).ShouldBe(1);

        File.Exists(file).ShouldBeFalse();
    }

    [Fact]
    public async Task A_run_that_is_cut_off_ends_its_servers_and_writes_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGINT.");
        string output = Path.Combine(_folder.FullName, "output");
        DirectoryInfo temporary = _folder.CreateSubdirectory("temporary");
        ProcessStartInfo start = new("dotnet", [Program, "--stores", "Sqlite", "--work", "operations", "--output", output]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TMPDIR"] = temporary.FullName;
        using Process process = Process.Start(start)!;
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        while (line is not null && !line.Contains("samples", StringComparison.Ordinal));

        await Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExitAsync(TestContext.Current.CancellationToken);
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(130);
        errors.ShouldContain("cut off");
        Directory.Exists(output).ShouldBeFalse();
        temporary.GetDirectories("checkpointing-*").ShouldBeEmpty();
    }

    [Fact]
    public void A_part_does_not_replace_the_whole()
    {
        RunHead head = new() { Machine = "m", Command = "", Started = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), LoadAtStart = null };

        Path.GetFileName(ResultsFolder.Of(head, isPart: false)).ShouldBe("2026-01-02-m");
        Path.GetFileName(ResultsFolder.Of(head, isPart: true)).ShouldBe("2026-01-02-m-part");
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
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }
}
