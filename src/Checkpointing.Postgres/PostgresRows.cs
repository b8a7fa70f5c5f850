using Checkpointing.Backends;
using Checkpointing.Resilience;
using Npgsql;

namespace Checkpointing.Postgres;

/// <summary>Makes values of rows, in the order of columns that the statements share.</summary>
internal static class PostgresRows
{
    private const int StoreNow = 6;
    private const int Damage = 7;
    private const int Word = 8;

    /// <summary>Makes a value of a row, or the fault of its partition if the row is damaged.</summary>
    /// <remarks>Column 7 names what is damaged, and column 8, where there is one, holds the word.</remarks>
    public static PostgresRow<T> Read<T>(NpgsqlDataReader row, StoreCall call, TimeProvider clock, Func<NpgsqlDataReader, DateTimeOffset, T?> make)
        where T : class
    {
        string partitionId = row.GetString(0);
        string? word = row.FieldCount > Word ? Text(row, Word) : null;
        return Text(row, Damage) is { } column
            ? new PostgresRow<T>(partitionId, word, Item: null, Fault(call, partitionId, column))
            : new PostgresRow<T>(partitionId, word, make(row, clock.GetUtcNow()), Fault: null);
    }

    /// <summary>The fault of a partition whose row is damaged.</summary>
    public static CheckpointStoreException Fault(StoreCall call, string partitionId, string column) => new(
        call.Operation,
        call.Group,
        partitionId,
        $"column {column} holds what no version of this store writes. The row was left as it is; repair it, or delete it.");

    /// <summary>Rows as results and faults.</summary>
    public static PartitionResults<T> Results<T>(IReadOnlyCollection<PostgresRow<T>> rows)
        where T : class =>
        new([.. rows.Select(row => row.Item).OfType<T>()], [.. rows.Select(row => row.Fault).OfType<CheckpointStoreException>()]);

    /// <summary>What a statement left open.</summary>
    public static IReadOnlyList<TItem> Open<T, TItem>(IReadOnlyList<PostgresRow<T>> rows, IReadOnlyList<TItem> items, Func<TItem, string> partitionOf)
        where T : class
    {
        HashSet<string> open = [.. rows.Where(row => row.IsOpen).Select(row => row.PartitionId)];
        return open.Count == 0 ? [] : [.. items.Where(item => open.Contains(partitionOf(item)))];
    }

    /// <summary>
    /// Columns: partition, owner, instance, epoch, version, modified, store's time; after damage and word the requester and the time of the request, both null if
    /// nobody has asked.
    /// </summary>
    public static PartitionOwnership Ownership(NpgsqlDataReader row, DateTimeOffset callerNow) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetInt64(3),
        row.GetString(4),
        Corrected(row, 5, callerNow),
        Text(row, 2),
        Text(row, Word + 1),
        row.IsDBNull(Word + 2) ? null : Corrected(row, Word + 2, callerNow));

    /// <summary>Columns: partition, sequence number, offset, epoch, writer, time of writing (null for no checkpoint), store's time.</summary>
    public static Checkpoint? Checkpoint(NpgsqlDataReader row, DateTimeOffset callerNow) => row.IsDBNull(5) ? null : new Checkpoint(
        row.GetString(0), Number(row, 1), Text(row, 2), Number(row, 3) ?? 0, Text(row, 4), Corrected(row, 5, callerNow));

    /// <summary>A text or null.</summary>
    public static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static long? Number(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static DateTimeOffset Corrected(NpgsqlDataReader row, int column, DateTimeOffset callerNow) =>
        new ClockCorrection(row.GetFieldValue<DateTimeOffset>(StoreNow), callerNow).ToCaller(row.GetFieldValue<DateTimeOffset>(column));
}
