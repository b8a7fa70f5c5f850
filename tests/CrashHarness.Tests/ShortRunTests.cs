using System.Diagnostics;
using Checkpointing.Tests.Services;

namespace CrashHarness.Tests;

/// <summary>The command itself, for as long as a test may take; README.md tells how to run it for longer.</summary>
public sealed class ShortRunTests
{
    private static readonly string BuildOutput =
        Path.Combine(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar)[^2..]);

    [Fact]
    public Task Nothing_is_lost_on_SQLite() => RunAsync("--store", "Sqlite", "--faults", "10", "--policy", "every 10 events or every 200ms");

    [Fact]
    public async Task Nothing_is_lost_on_PostgreSQL()
    {
        Postgres.NeededAsProgram();
        await RunAsync("--store", "Postgres", "--faults", "12");
    }

    [Fact]
    public async Task Nothing_is_lost_in_a_rolling_deployment() => await RunAsync("rolling", "--store", "Sqlite", "--processors", "2", "--partitions", "4", "--rate", "100");

    [Theory]
    [InlineData("--faults many", "--faults is 'many'")]
    [InlineData("--processors 1", "2 to 16")]
    [InlineData("--store Papyrus", "it takes Blob, Cosmos, Postgres, Redis, Sqlite")]
    [InlineData("rolling --store Papyrus", "it takes Blob")]
    public async Task A_mistake_gets_one_clear_line(string arguments, string clue)
    {
        (int exitCode, _, string errors) = await StartAsync(arguments.Split(' '));
        exitCode.ShouldBe(2);
        errors.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(clue);
    }

    private static async Task RunAsync(params string[] arguments)
    {
        (int exitCode, string output, string errors) = await StartAsync(arguments);
        exitCode.ShouldBe(0, output + errors);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> StartAsync(string[] arguments)
    {
        string program = RepositoryRoot.Combine("tests", "CrashHarness", "bin", BuildOutput, "CrashHarness.dll");
        ProcessStartInfo start = new("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await errors);
    }
}
