namespace Checkpointing.Sqlite;

/// <summary>A row holds what no version of this store writes.</summary>
internal sealed class SqliteRowException : Exception
{
    public SqliteRowException(string column, object value)
        : base($"column {column} holds a {value.GetType().Name}, which no version of this store writes. The row was left as it is; repair or delete it.")
    {
    }
}
