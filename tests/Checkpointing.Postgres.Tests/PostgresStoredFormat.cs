using Checkpointing.Conformance;
using Npgsql;

namespace Checkpointing.Postgres.Tests;

/// <summary>A schema of its own, made by the present version or by the SQL that is kept of a released one.</summary>
internal sealed class PostgresStoredFormat : StoredFormat
{
    private readonly PostgresFixture _postgres;
    private readonly string _schema;
    private readonly PostgresCheckpointStore _store;

    private PostgresStoredFormat(PostgresFixture postgres)
    {
        _postgres = postgres;
        _schema = postgres.NewSchema();
        _store = new PostgresCheckpointStore(new PostgresCheckpointStoreOptions { ConnectionString = postgres.Server.ConnectionString, Schema = _schema });
    }

    public override ICheckpointStore Store => _store;

    /// <summary>Opens a schema.</summary>
    /// <param name="postgres">The server.</param>
    /// <param name="format">The kept SQL, or null for a new schema.</param>
    public static async Task<PostgresStoredFormat> OpenAsync(PostgresFixture postgres, string? format)
    {
        PostgresStoredFormat opened = new(postgres);
        if (format is not null)
        {
            await opened.ExecuteAsync((await File.ReadAllTextAsync(format)).Replace("{schema}", opened._schema, StringComparison.Ordinal));
        }

        return opened;
    }

    public override async ValueTask<string> DescribeAsync()
    {
        await using NpgsqlCommand command = _postgres.DataSource.CreateCommand(
            $"""
            SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default, collation_name) AS line
            FROM information_schema.columns WHERE table_schema = '{_schema}'
            UNION ALL
            SELECT concat_ws(' ', namespace, event_hub, consumer_group, partition_id, quote_nullable(owner_id), quote_nullable(owner_instance), epoch,
                             version IS NULL, modified_at IS NULL, quote_nullable(sequence_number), quote_nullable(event_offset),
                             quote_nullable(checkpoint_epoch), quote_nullable(written_by), written_at IS NULL)
            FROM "{_schema}".partitions
            UNION ALL
            SELECT concat_ws(' ', 'version', version) FROM "{_schema}".schema_version
            UNION ALL
            SELECT concat_ws(' ', conname, replace(pg_get_constraintdef(oid), '{_schema}', '')) FROM pg_constraint WHERE connamespace = '"{_schema}"'::regnamespace
            ORDER BY line
            """);
        List<string> lines = [];
        await using NpgsqlDataReader rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            lines.Add(rows.GetString(0));
        }

        return string.Join('\n', lines);
    }

    public override async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await ExecuteAsync($"DROP SCHEMA \"{_schema}\" CASCADE");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = _postgres.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
