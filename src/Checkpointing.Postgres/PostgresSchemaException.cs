namespace Checkpointing.Postgres;

/// <summary>
/// The tables are missing, or they are those of a newer version. It reaches callers inside a <see cref="CheckpointStoreException"/>.
/// </summary>
internal sealed class PostgresSchemaException : Exception
{
    public PostgresSchemaException(string message)
        : base(message)
    {
    }
}
