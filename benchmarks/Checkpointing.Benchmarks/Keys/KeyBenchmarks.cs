namespace Checkpointing.Benchmarks.Keys;

/// <summary>What it costs to find where a partition's record is kept. Each backend names its own; PostgreSQL and SQLite have none to build, their keys are parameters.</summary>
public abstract class KeyBenchmarks
{
    /// <summary>The group whose keys are built.</summary>
    protected ConsumerGroup Group { get; } = new("benchmark.servicebus.windows.net", "telemetry", "$Default");

    /// <summary>The key of a partition's ownership.</summary>
    public abstract string Ownership();

    /// <summary>The key of a partition's checkpoint.</summary>
    public abstract string Checkpoint();

    /// <summary>Back from a key to its group, as when groups are listed.</summary>
    public abstract ConsumerGroup? GroupOfKey();
}
