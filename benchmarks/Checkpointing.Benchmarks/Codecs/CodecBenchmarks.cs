namespace Checkpointing.Benchmarks.Codecs;

/// <summary>What it costs to make a value of what is stored. PostgreSQL and SQLite have columns, and no text to read.</summary>
public abstract class CodecBenchmarks
{
    /// <summary>Reads a stored checkpoint.</summary>
    public abstract object? ReadCheckpoint();
}
