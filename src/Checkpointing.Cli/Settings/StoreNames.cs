using Checkpointing.Cli.CommandLine;

namespace Checkpointing.Cli.Settings;

/// <summary>The stores that the tool knows.</summary>
internal static class StoreNames
{
    private const string InMemory = "InMemory";

    /// <summary>All, in the order of the alphabet.</summary>
    public static IReadOnlyList<string> All { get; } = ["Blob", "Cosmos", "Moving", "Postgres", "Redis", "Sqlite"];

    /// <summary>The name of the store that settings name, spelled as it is documented.</summary>
    /// <exception cref="CliException">They name none, or one that the tool cannot reach.</exception>
    public static string Require(ToolSettings settings)
    {
        string available = $"Available: {string.Join(", ", All)}.";
        return settings.StoreName switch
        {
            null => throw new CliException(
                ExitCode.Misused,
                $"Checkpointing:Store is missing: no settings say which store is meant ({settings.Sources}). Give the processor's with --config FILE or as environment variables, or name it with --store. {available}"),
            var name when All.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } known => known,
            var name when name.Equals(InMemory, StringComparison.OrdinalIgnoreCase) => throw new CliException(
                ExitCode.Misused, $"Checkpointing:Store is '{name}': that store is in the memory of its processor, into which no other program looks. {available}"),
            var name => throw new CliException(ExitCode.Misused, $"Checkpointing:Store is '{name}', which this tool does not know. {available}"),
        };
    }
}
