namespace Checkpointing.Postgres;

/// <summary>What one row said: a value, or nothing, or the fault of its partition.</summary>
/// <param name="Item">The value.</param>
/// <param name="Fault">The fault.</param>
internal readonly record struct PostgresRow<T>(T? Item, CheckpointStoreException? Fault)
    where T : class;
