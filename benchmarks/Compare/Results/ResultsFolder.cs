using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Checkpointing.Tests.Services;
using Compare.Plots;
using Compare.Reports;

namespace Compare.Results;

/// <summary>Where results are written.</summary>
internal static class ResultsFolder
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The folder of a run unless another is given.</summary>
    /// <param name="head">The run.</param>
    /// <param name="isPart">Whether not everything was to be measured: what is whole is not replaced by a part.</param>
    public static string Of(RunHead head, bool isPart) =>
        RepositoryRoot.Combine("benchmarks", "results", string.Create(CultureInfo.InvariantCulture, $"{head.Started:yyyy-MM-dd}-{head.Machine}{(isPart ? "-part" : "")}"));

    /// <summary>Writes the Markdown, the JSON and the plots.</summary>
    public static async Task WriteAsync(RunResult result, string folder)
    {
        Directory.CreateDirectory(folder);
        List<(string File, string Title)> plots = [];
        foreach ((string file, string title, string svg) in RunPlots.Make(result))
        {
            await File.WriteAllTextAsync(Path.Combine(folder, file), svg);
            plots.Add((file, title));
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "README.md"), MarkdownReport.Make(result, plots));
        await WriteJsonAsync(result, Path.Combine(folder, "results.json"));
    }

    /// <summary>Writes the JSON alone.</summary>
    public static Task WriteJsonAsync(RunResult result, string file) => File.WriteAllTextAsync(file, JsonSerializer.Serialize(result, Json) + "\n");

    /// <summary>Reads the JSON of a run.</summary>
    public static async Task<RunResult> ReadJsonAsync(string file) => JsonSerializer.Deserialize<RunResult>(await File.ReadAllTextAsync(file), Json)
        ?? throw new FormatException($"{file} holds no results.");
}
