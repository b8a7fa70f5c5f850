namespace Checkpointing.Sqlite;

/// <summary>
/// The tables are missing, or they are those of a newer version. It reaches callers inside a <see cref="CheckpointStoreException"/>.
/// </summary>
internal sealed class SqliteSchemaException : Exception
{
    public SqliteSchemaException(string message)
        : base(message)
    {
    }
}
