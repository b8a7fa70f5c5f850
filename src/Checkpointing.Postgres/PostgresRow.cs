namespace Checkpointing.Postgres;

/// <summary>What one row said.</summary>
/// <param name="PartitionId">The partition.</param>
/// <param name="Word">What the statement says of it in one word: an outcome, or a version; null if it says none.</param>
/// <param name="Item">The value, or null for none.</param>
/// <param name="Fault">The fault of the partition, if the row is damaged.</param>
internal readonly record struct PostgresRow<T>(string PartitionId, string? Word, T? Item, CheckpointStoreException? Fault)
    where T : class
{
    /// <summary>Whether somebody came in between, so that the statement decided nothing.</summary>
    public bool IsOpen => Word == "open";
}
