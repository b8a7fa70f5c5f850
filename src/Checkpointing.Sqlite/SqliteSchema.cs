using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Checkpointing.Sqlite;

/// <summary>
/// The version of the tables. It is kept in a table and not in <c>PRAGMA user_version</c>, which belongs to the application when the
/// tables live
/// in an application's own file.
/// </summary>
internal static class SqliteSchema
{
    /// <summary>The version that this code reads and writes.</summary>
    public const long Version = 1;

    /// <summary>Persistent, so one time is enough. Readers then neither wait for writers nor hold them up.</summary>
    private const string WriteAheadLog = "PRAGMA journal_mode = WAL;";

    /// <summary>All that makes the tables, to be run on a file without them.</summary>
    public static string Script => $"{WriteAheadLog}\nBEGIN IMMEDIATE;\n{Statements.CreateSchema}\nCOMMIT;\n";

    /// <summary>Makes sure that the tables are there and of this version.</summary>
    /// <param name="connection">An open connection outside a transaction.</param>
    /// <param name="provision">Whether to create what is missing.</param>
    /// <exception cref="SqliteSchemaException">They are missing and may not be created, or they are newer.</exception>
    public static void Ensure(SqliteConnection connection, bool provision)
    {
        if (ReadVersion(connection) == 0 && provision)
        {
            Create(connection);
        }

        string? problem = Problem(ReadVersion(connection), HasRequests(connection));
        if (problem is not null)
        {
            throw new SqliteSchemaException(problem);
        }
    }

    /// <summary>The version of the tables that are there; 0 for none.</summary>
    public static long ReadVersion(SqliteConnection connection) =>
        (long)Scalar(connection, "SELECT count(*) FROM sqlite_master WHERE name = 'checkpointing_schema';")! == 0
            ? 0
            : Scalar(connection, "SELECT max(version) FROM checkpointing_schema;") as long? ?? 0;

    /// <summary>What is the matter with tables of that version; null if nothing is.</summary>
    /// <param name="version">The version.</param>
    /// <param name="hasRequests">Whether they have columns for requests; those that were made before the first release of this package have none.</param>
    public static string? Problem(long version, bool hasRequests) => version switch
    {
        Version when hasRequests => null,
        Version => "the file's tables were made before the first release of this program and have no columns for requests. Add them: "
            + "ALTER TABLE checkpointing_partitions ADD COLUMN requested_by TEXT; ALTER TABLE checkpointing_partitions ADD COLUMN requested_at INTEGER;",
        0 => "the file has no tables for checkpoints. Set ProvisionOnStart, or call ProvisionAsync once.",
        _ => $"the file's tables have version {version} and this program knows version {Version}. Update the package Checkpointing.Sqlite.",
    };

    private static bool HasRequests(SqliteConnection connection) =>
        (long)Scalar(connection, "SELECT count(*) FROM pragma_table_info('checkpointing_partitions') WHERE name IN ('requested_by', 'requested_at');")! == 2;

    /// <summary>Runs a statement that yields at most one value.</summary>
    public static object? Scalar(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        return command.ExecuteScalar();
    }

    /// <remarks>Two processes may start at once: the loser of the lock finds the tables and is content.</remarks>
    private static void Create(SqliteConnection connection)
    {
        Scalar(connection, WriteAheadLog);
        SqliteErrors.ThrowIfFailed(raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE"), connection.Handle!);
        try
        {
            if (ReadVersion(connection) == 0)
            {
                Scalar(connection, Statements.CreateSchema);
            }

            SqliteErrors.ThrowIfFailed(raw.sqlite3_exec(connection.Handle, "COMMIT"), connection.Handle!);
        }
        catch
        {
            _ = raw.sqlite3_exec(connection.Handle, "ROLLBACK");
            throw;
        }
    }
}
