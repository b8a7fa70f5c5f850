using SQLitePCL;

namespace Checkpointing.Sqlite;

/// <summary>
/// A statement that stays prepared, for what runs most: past the driver, which makes objects for each value and each row, and sleeps on the thread
/// while another connection holds the lock. Parameters are numbered from 1, and keep their values.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <summary>Prepares it.</summary>
    /// <param name="database">The open connection.</param>
    /// <param name="sql">One statement.</param>
    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        SqliteErrors.ThrowIfFailed(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement), database);
    }

    /// <summary>Sets the first three parameters.</summary>
    public void Bind(ConsumerGroup group)
    {
        Bind(1, group.FullyQualifiedNamespace);
        Bind(2, group.EventHubName);
        Bind(3, group.Name);
    }

    /// <summary>Sets a parameter.</summary>
    public void Bind(int parameter, string? text) =>
        SqliteErrors.ThrowIfFailed(
            text is null ? raw.sqlite3_bind_null(_statement, parameter) : raw.sqlite3_bind_text(_statement, parameter, text), _database);

    /// <summary>Sets a parameter.</summary>
    public void Bind(int parameter, long number) => SqliteErrors.ThrowIfFailed(raw.sqlite3_bind_int64(_statement, parameter, number), _database);

    /// <summary>Runs a change that yields no row.</summary>
    /// <returns>How many rows it has changed; null, with nothing done, if another connection holds the lock now.</returns>
    public int? TryChange()
    {
        try
        {
            int done = raw.sqlite3_step(_statement);
            if (SqliteErrors.IsBusy(done))
            {
                return null;
            }

            return done == raw.SQLITE_DONE ? raw.sqlite3_changes(_database) : throw SqliteErrors.Of(done, _database);
        }
        finally
        {
            _ = raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>Runs a change that yields no row, in a transaction that has the lock.</summary>
    /// <returns>How many rows it has changed.</returns>
    public int Change() => TryChange() ?? throw SqliteErrors.Of(raw.SQLITE_BUSY, _database);

    /// <summary>Runs a change that yields a row for what it has changed, in a transaction that has the lock.</summary>
    /// <typeparam name="T">What is made of the row.</typeparam>
    /// <param name="make">Makes it.</param>
    /// <returns>It, or null for no row.</returns>
    public T? ChangeOne<T>(Func<sqlite3_stmt, T> make)
        where T : class
    {
        try
        {
            int done = raw.sqlite3_step(_statement);
            T? made = done == raw.SQLITE_ROW ? make(_statement) : null;
            done = made is null ? done : raw.sqlite3_step(_statement);
            return done == raw.SQLITE_DONE ? made : throw SqliteErrors.Of(done, _database);
        }
        finally
        {
            _ = raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>Runs a query.</summary>
    /// <returns>Whether it yields a row; null if a connection that holds the lock keeps readers out.</returns>
    public bool? TryAny()
    {
        try
        {
            int done = raw.sqlite3_step(_statement);
            return done == raw.SQLITE_ROW ? true
                : done == raw.SQLITE_DONE ? false
                : SqliteErrors.IsBusy(done) ? null
                : throw SqliteErrors.Of(done, _database);
        }
        finally
        {
            _ = raw.sqlite3_reset(_statement);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();
}
