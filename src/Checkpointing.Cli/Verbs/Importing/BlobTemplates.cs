namespace Checkpointing.Cli.Verbs.Importing;

/// <summary>Where programs keep checkpoints as JSON in blobs.</summary>
internal static class BlobTemplates
{
    private static readonly Dictionary<string, (string Path, string? Container)> Known = new(StringComparer.Ordinal)
    {
        ["eph"] = ("{group}/{partition}", null),
        ["functions"] = ("{namespace}/{hub}/{group}/{partition}", "azure-webjobs-eventhub"),
        ["guide"] = ("{namespace}/{hub}/{group}/checkpoint/{partition}", null),
        ["go"] = ("{partition}", null),
        ["dapr"] = ("dapr-{hub}-{group}-{partition}", null),
    };

    /// <summary>The names of the formats.</summary>
    public static IEnumerable<string> Names => Known.Keys;

    /// <summary>The path of a partition's blob.</summary>
    public static string Path(string format) => Known[format].Path;

    /// <summary>The container, where the program has one of its own; else null.</summary>
    public static string? Container(string format) => Known[format].Container;
}
