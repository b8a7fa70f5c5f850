using Checkpointing.Resilience;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Checkpointing.Sqlite;

/// <summary>What SQLite's result codes mean to a store. Codes: https://www.sqlite.org/rescode.html.</summary>
internal static class SqliteErrors
{
    /// <summary>Turns a result code other than OK into the driver's exception.</summary>
    public static void ThrowIfFailed(int resultCode, sqlite3 handle)
    {
        if (resultCode != raw.SQLITE_OK)
        {
            throw Of(resultCode, handle);
        }
    }

    /// <summary>The driver's exception for a result code.</summary>
    public static SqliteException Of(int resultCode, sqlite3 handle) =>
        new(raw.sqlite3_errmsg(handle).utf8_to_string(), resultCode, raw.sqlite3_extended_errcode(handle));

    /// <summary>Whether another connection holds the lock: nothing was done, and a later try may succeed.</summary>
    public static bool IsBusy(int resultCode) => resultCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>Whether the connection should not be used again.</summary>
    public static bool SpoilsConnection(SqliteException exception) => exception.SqliteErrorCode is
        raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY;

    /// <summary>What an exception means, or null if it is none of the driver's.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="file">The database file, for people to find.</param>
    public static StoreFault? Classify(Exception exception, string file) => exception switch
    {
        SqliteSchemaException schema => new StoreFault(schema.Message, IsTransient: false, MayHaveBeenApplied: false),
        SqliteException sqlite => Classify(sqlite, file),
        _ => null,
    };

    private static StoreFault Classify(SqliteException exception, string file) => exception.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new StoreFault(
            "another connection holds the database's lock. A program that keeps a transaction open for long would be the cause.",
            IsTransient: true,
            MayHaveBeenApplied: false),
        raw.SQLITE_CANTOPEN => new StoreFault(
            $"the database file {file} cannot be opened. Its folder has to exist and to be writable; "
            + "a missing file is created only with ProvisionOnStart or ProvisionAsync.",
            IsTransient: false,
            MayHaveBeenApplied: false),
        raw.SQLITE_READONLY => new StoreFault(
            $"the database file {file}, or its folder, is read-only for this process. SQLite writes to the file and beside it.",
            IsTransient: false,
            MayHaveBeenApplied: false),
        raw.SQLITE_FULL => new StoreFault("the disk is full.", IsTransient: false, MayHaveBeenApplied: false),
        raw.SQLITE_NOTADB => new StoreFault(
            $"the file {file} is no SQLite database, or it is encrypted with another password.", IsTransient: false, MayHaveBeenApplied: false),
        raw.SQLITE_CORRUPT => new StoreFault("the database file is damaged. Restore it from a copy.", IsTransient: false, MayHaveBeenApplied: false),
        raw.SQLITE_IOERR => new StoreFault("the disk reported an error.", IsTransient: true, MayHaveBeenApplied: true),
        _ => new StoreFault(exception.Message, IsTransient: false, MayHaveBeenApplied: true),
    };
}
