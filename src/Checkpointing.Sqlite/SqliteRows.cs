using Checkpointing.Backends;
using Checkpointing.Resilience;
using Microsoft.Data.Sqlite;

namespace Checkpointing.Sqlite;

/// <summary>Makes values of rows, in the order of columns that the statements share.</summary>
internal static class SqliteRows
{
    /// <summary>Milliseconds since 1970 at the end of the year 9000: later ones were written in another unit.</summary>
    public const long LatestTime = 221_845_392_000_000;

    /// <summary>Runs a query and makes a value of each row; a row that cannot be understood becomes a fault of its partition.</summary>
    public static PartitionResults<T> Read<T>(SqliteCommand command, StoreCall call, TimeProvider clock, Func<SqliteDataReader, DateTimeOffset, T?> make)
        where T : class
    {
        List<T> items = [];
        List<CheckpointStoreException> faults = [];
        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read())
        {
            try
            {
                if (make(rows, clock.GetUtcNow()) is T item)
                {
                    items.Add(item);
                }
            }
            catch (SqliteRowException exception)
            {
                faults.Add(Fault(call, rows.GetString(0), exception));
            }
        }

        return new PartitionResults<T>(items, faults);
    }

    /// <summary>The fault of a partition whose row cannot be understood.</summary>
    public static CheckpointStoreException Fault(StoreCall call, string partitionId, SqliteRowException exception) =>
        new(call.Operation, call.Group, partitionId, exception.Message, innerException: exception);

    /// <summary>Columns: partition, owner, instance, epoch, version, modified, store's time, requester, time of the request (both null if nobody has asked).</summary>
    public static PartitionOwnership Ownership(SqliteDataReader row, DateTimeOffset callerNow) => new(
        Text(row, 0)!,
        Text(row, 1) ?? "",
        Epoch(row, 3),
        Text(row, 4)!,
        Corrected(row, 5, callerNow),
        Text(row, 2),
        Requester(row),
        row.IsDBNull(8) ? null : Corrected(row, 8, callerNow));

    /// <summary>
    /// Columns: partition, sequence number, offset, epoch, writer, time of writing (null for no checkpoint), store's time.
    /// </summary>
    public static Checkpoint? Checkpoint(SqliteDataReader row, DateTimeOffset callerNow) => row.IsDBNull(5) ? null : new Checkpoint(
        Text(row, 0)!,
        Number(row, 1, StoreArguments.BeforeFirstEvent),
        Text(row, 2),
        Epoch(row, 3),
        Text(row, 4),
        Corrected(row, 5, callerNow));

    /// <summary>An epoch; 0 for none.</summary>
    public static long Epoch(SqliteDataReader row, int column) => Number(row, column, least: 0) ?? 0;

    /// <summary>A text or null.</summary>
    public static string? Text(SqliteDataReader row, int column) => row.GetValue(column) switch
    {
        string text => text,
        DBNull => null,
        object other => throw new SqliteRowException(row.GetName(column), other),
    };

    /// <remarks>Requester and time come together or not at all.</remarks>
    private static string? Requester(SqliteDataReader row) => Text(row, 7) is var requester && requester is null != row.IsDBNull(8)
        ? throw new SqliteRowException(row.GetName(7), row.GetValue(7))
        : requester;

    private static long? Number(SqliteDataReader row, int column, long least) => row.GetValue(column) switch
    {
        long number when number >= least => number,
        DBNull => null,
        object other => throw new SqliteRowException(row.GetName(column), other),
    };

    private static DateTimeOffset Corrected(SqliteDataReader row, int column, DateTimeOffset callerNow) =>
        new ClockCorrection(Time(row, 6), callerNow).ToCaller(Time(row, column));

    private static DateTimeOffset Time(SqliteDataReader row, int column)
    {
        long? milliseconds = Number(row, column, least: 0);
        return milliseconds is { } known && known <= LatestTime
            ? DateTimeOffset.FromUnixTimeMilliseconds(known)
            : throw new SqliteRowException(row.GetName(column), row.GetValue(column));
    }
}
