using System.Text.Encodings.Web;
using System.Text.Json;

namespace Checkpointing.Cli.Json;

/// <summary>The two ways in which documents are laid out. Their texts are readable as they are, since they go to no web page.</summary>
internal static class Documents
{
    /// <summary>A document on its own, indented.</summary>
    public static CliJson Readable { get; } = new(new JsonSerializerOptions(CliJson.Default.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>A document in each line.</summary>
    public static CliJson Lines { get; } = new(new JsonSerializerOptions(CliJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
