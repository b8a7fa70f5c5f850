using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Checkpointing.Sqlite;

/// <summary>One open connection with its prepared statements. Used by one operation at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction? _callers;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    /// <summary>Opens the file.</summary>
    /// <param name="options">Which file, and how durable.</param>
    /// <param name="provision">Whether to create what is missing.</param>
    /// <param name="clock">The caller's clock.</param>
    public SqliteSession(SqliteCheckpointStoreOptions options, bool provision, TimeProvider clock)
    {
        Clock = clock;
        _connection = new SqliteConnection(options.Builder(provision).ConnectionString);
        try
        {
            _connection.Open();
            SqliteSchema.Scalar(_connection, options.RelaxedDurability ? "PRAGMA synchronous = NORMAL;" : "PRAGMA synchronous = FULL;");
            SqliteSchema.Ensure(_connection, provision);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Borrows the connection of a transaction of the caller's.</summary>
    /// <param name="callers">The transaction.</param>
    /// <param name="clock">The caller's clock.</param>
    /// <exception cref="ArgumentException">The transaction has ended.</exception>
    public SqliteSession(SqliteTransaction callers, TimeProvider clock)
    {
        Clock = clock;
        _connection = callers.Connection ?? throw new ArgumentException("The transaction has ended: it was committed or rolled back.", nameof(callers));
        _callers = callers;
    }

    /// <summary>The caller's clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The full path of the file, as SQLite knows it.</summary>
    public string? FileName => SqliteSchema.Scalar(_connection, "SELECT file FROM pragma_database_list WHERE name = 'main';", _callers) as string;

    /// <summary>The journal's mode: <c>wal</c> as the store makes it.</summary>
    public string? JournalMode => SqliteSchema.Scalar(_connection, "PRAGMA journal_mode;") as string;

    /// <summary>A prepared statement, its parameters cleared but for the group's.</summary>
    public SqliteCommand Prepare(string sql, ConsumerGroup? group = null)
    {
        if (!_commands.TryGetValue(sql, out SqliteCommand? command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            command.Transaction = _callers;
            _commands.Add(sql, command);
        }

        command.Parameters.Clear();
        if (group is not null)
        {
            command.Parameters.AddWithValue("@namespace", group.FullyQualifiedNamespace);
            command.Parameters.AddWithValue("@event_hub", group.EventHubName);
            command.Parameters.AddWithValue("@consumer_group", group.Name);
        }

        return command;
    }

    /// <summary>A statement of what runs most, with the group's parameters set.</summary>
    public SqliteStatement Statement(string sql, ConsumerGroup? group = null)
    {
        if (!_statements.TryGetValue(sql, out SqliteStatement? statement))
        {
            statement = new SqliteStatement(_connection.Handle!, sql);
            _statements.Add(sql, statement);
        }

        if (group is not null)
        {
            statement.Bind(group);
        }

        return statement;
    }

    /// <summary>Runs work in a transaction that holds the write lock from its start.</summary>
    /// <returns>False, with nothing done, if another connection holds the lock now.</returns>
    public bool TryWrite<T>(Func<SqliteSession, T> work, out T? result)
    {
        result = default;

        // Not through the driver: it would sleep on this thread until the lock is free.
        if (Statement("BEGIN IMMEDIATE").TryChange() is null)
        {
            return false;
        }

        try
        {
            result = work(this);
            Statement("COMMIT").Change();
            return true;
        }
        catch
        {
            _ = raw.sqlite3_exec(_connection.Handle, "ROLLBACK");
            throw;
        }
    }

    /// <summary>Closes the connection, unless it is the caller's.</summary>
    public void Dispose()
    {
        foreach (SqliteCommand command in _commands.Values)
        {
            command.Dispose();
        }

        foreach (SqliteStatement statement in _statements.Values)
        {
            statement.Dispose();
        }

        if (_callers is null)
        {
            _connection.Dispose();
        }
    }
}
