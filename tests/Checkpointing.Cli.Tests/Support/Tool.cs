using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Checkpointing.Tests.Services;

namespace Checkpointing.Cli.Tests.Support;

/// <summary>The tool as its users run it: the executable in a process of its own, and what it answered.</summary>
public sealed partial record Tool(int ExitCode, string Output, string Errors)
{
    private static readonly string[] BuildFolders = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar)[^2..];

    /// <summary>Where the executable is.</summary>
    public static string Program { get; } = RepositoryRoot.Combine(["src", "Checkpointing.Cli", "bin", .. BuildFolders, "Checkpointing.Cli.dll"]);

    /// <summary>Runs it.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="settings">Settings, given as environment variables.</param>
    /// <param name="input">What it finds on standard input; nothing if null.</param>
    /// <param name="columns">The width of the screen; null for one without.</param>
    /// <param name="folder">Where it runs.</param>
    public static async Task<Tool> RunAsync(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? settings = null, string? input = null, int? columns = null, string? folder = null)
    {
        using Process process = Start(arguments, settings, columns, folder);
        await process.StandardInput.WriteAsync((input ?? "").AsMemory(), TestContext.Current.CancellationToken);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Tool(process.ExitCode, output, await errors);
    }

    /// <summary>Runs it, and does something while it asks and before it is answered.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="settings">Settings, given as environment variables.</param>
    /// <param name="question">How the question begins.</param>
    /// <param name="meanwhile">What is done meanwhile.</param>
    /// <param name="answer">The answer.</param>
    public static async Task<Tool> RunAskedAsync(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> settings, string question, Func<Task> meanwhile, string answer)
    {
        using Process process = Start(arguments, settings);
        char[] asked = new char[question.Length];
        await process.StandardError.ReadBlockAsync(asked, TestContext.Current.CancellationToken);
        new string(asked).ShouldBe(question);
        await meanwhile();
        await process.StandardInput.WriteLineAsync(answer.AsMemory(), TestContext.Current.CancellationToken);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Tool(process.ExitCode, output, await errors);
    }

    /// <summary>Runs it on a terminal, and gives all that reaches the screen.</summary>
    public static async Task<string> RunOnTerminalAsync(string arguments, IReadOnlyDictionary<string, string?> settings)
    {
        ProcessStartInfo start = Describe(["-qec", $"dotnet {Program} {arguments}", "/dev/null"], settings, columns: 100, folder: null);
        start.FileName = "script";
        start.Environment["TERM"] = "xterm-256color";
        using Process process = Process.Start(start)!;
        string shown = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return shown;
    }

    /// <summary>Starts it, for tests that do something meanwhile.</summary>
    public static Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? settings = null, int? columns = null, string? folder = null) =>
        Process.Start(Describe([Program, .. arguments], settings, columns, folder))!;

    private static ProcessStartInfo Describe(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? settings, int? columns, string? folder)
    {
        ProcessStartInfo start = new("dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? AppContext.BaseDirectory,
        };
        // Whoever runs the tests may want no colours for them.
        start.Environment.Remove("NO_COLOR");
        foreach ((string key, string? value) in settings ?? new Dictionary<string, string?>())
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment.Remove("COLUMNS");
        if (columns is not null)
        {
            start.Environment["COLUMNS"] = $"{columns}";
        }

        return start;
    }

    /// <summary>The answer, as a document.</summary>
    public JsonElement Json()
    {
        ExitCode.ShouldBeOneOf([0, 1], Errors);
        return JsonSerializer.Deserialize<JsonElement>(Output);
    }

    /// <summary>Checks the exit code, and gives the answer on.</summary>
    public string Answer(int exitCode = 0)
    {
        ExitCode.ShouldBe(exitCode, Output + Errors);
        return Output;
    }

    /// <summary>An answer with moments and ages replaced, and the spaces of tables drawn together.</summary>
    public static string Normalize(string text)
    {
        text = Moment().Replace(text, "TIME");
        text = Age().Replace(text, "AGE");
        return Spaces().Replace(text.ReplaceLineEndings("\n").TrimEnd(), "  ");
    }

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)")]
    private static partial Regex Moment();

    [GeneratedRegex(@"\b\d+(ms|s|m|h|d)( \d+[smh])?\b")]
    private static partial Regex Age();

    [GeneratedRegex(@"(?<=\S) {2,}")]
    private static partial Regex Spaces();
}
