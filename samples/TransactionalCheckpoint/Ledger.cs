using Npgsql;

namespace TransactionalCheckpoint;

/// <summary>The table of bookings. Nothing in it keeps an event from being booked twice, but the checkpoint.</summary>
internal static class Ledger
{
    public const string Schema = "transactional_checkpoint_sample";
    public const string Table = $"{Schema}.bookings";

    public static Task CreateAsync(NpgsqlDataSource dataSource) => ExecuteAsync(
        dataSource, $"DROP SCHEMA IF EXISTS {Schema} CASCADE; CREATE SCHEMA {Schema}; CREATE TABLE {Table} (partition_id text NOT NULL, sequence_number bigint NOT NULL)");

    public static Task DropAsync(NpgsqlDataSource dataSource) => ExecuteAsync(dataSource, $"DROP SCHEMA {Schema} CASCADE");

    /// <summary>How many bookings there are, and of how many events.</summary>
    public static async Task<(long Bookings, long Events)> CountAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = dataSource.CreateCommand($"SELECT count(*), count(DISTINCT (partition_id, sequence_number)) FROM {Table}");
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetInt64(0), row.GetInt64(1));
    }

    private static async Task ExecuteAsync(NpgsqlDataSource dataSource, string sql)
    {
        await using NpgsqlCommand command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
