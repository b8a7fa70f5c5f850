using System.Diagnostics;
using Checkpointing.Tests.Services;

namespace Samples.Tests;

/// <summary>Runs a sample as a newcomer does, and keeps what it printed.</summary>
internal sealed record SampleProgram(int ExitCode, string Output, string Errors)
{
    private static readonly string BuildOutput =
        Path.Combine(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar)[^2..]);

    public string LastLine => Output.TrimEnd().Split('\n')[^1];

    /// <summary>Runs a sample to its end.</summary>
    /// <param name="sample">The sample's folder.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<SampleProgram> RunAsync(string sample, params IEnumerable<string> arguments)
    {
        string program = RepositoryRoot.Combine("samples", sample, "bin", BuildOutput, $"{sample}.dll");
        ProcessStartInfo start = new("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new SampleProgram(process.ExitCode, output, await errors);
    }

    /// <summary>The figures of the last line, by name.</summary>
    public IReadOnlyDictionary<string, string> Figures() => LastLine.Split(' ').Select(figure => figure.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
}
