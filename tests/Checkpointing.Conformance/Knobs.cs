using System.Globalization;

namespace Checkpointing.Conformance;

/// <summary>How long the suites that are never done go on: as long as one likes, by environment variables.</summary>
public static class Knobs
{
    /// <summary>How many random histories of each kind a run makes; the harness says how many unless this is given.</summary>
    public const string HistoriesVariable = "CHECKPOINTING_HISTORIES";

    /// <summary>The seed of the first history; the others count on from it. 1 unless given.</summary>
    public const string SeedVariable = "CHECKPOINTING_SEED";

    /// <summary>How often the server, and how often clients, are killed. 6 unless given.</summary>
    public const string CrashesVariable = "CHECKPOINTING_CRASHES";

    /// <summary>The seed of the first history.</summary>
    public static int Seed => Read(SeedVariable) ?? 1;

    /// <summary>How often the server, and how often clients, are killed.</summary>
    public static int Crashes => Read(CrashesVariable) ?? 6;

    /// <summary>How many random histories of each kind a run makes, or null if the harness says it.</summary>
    public static int? Histories => Read(HistoriesVariable);

    private static int? Read(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
        ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new InvalidOperationException($"{variable} is '{text}'; a whole number, 0 or more, was expected.")
        : null;
}
