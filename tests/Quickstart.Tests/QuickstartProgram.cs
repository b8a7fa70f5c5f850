using System.Diagnostics;
using Checkpointing.Tests.Services;

namespace Quickstart.Tests;

/// <summary>Runs the quickstart as a newcomer does, and keeps what it printed.</summary>
internal sealed record QuickstartProgram(int ExitCode, string Output, string Errors)
{
    private static readonly string Program = RepositoryRoot.Combine(
        "samples", "Quickstart", "bin", Path.Combine(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar)[^2..]), "Quickstart.dll");

    public string LastLine => Output.TrimEnd().Split('\n')[^1];

    public static async Task<QuickstartProgram> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new QuickstartProgram(process.ExitCode, output, await errors);
    }

    /// <summary>The figures of the last line, by name.</summary>
    public IReadOnlyDictionary<string, string> Figures() => LastLine.Split(' ').Select(figure => figure.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
}
