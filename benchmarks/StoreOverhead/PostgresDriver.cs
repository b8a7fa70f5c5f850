using Checkpointing;
using Checkpointing.Postgres;
using Checkpointing.Tests.Services;
using Npgsql;
using NpgsqlTypes;

namespace StoreOverhead;

/// <summary>Prepared UPDATEs on a connection of its own, in a table with the store's key, at the server's default durability.</summary>
internal sealed class PostgresDriver : BareDriver
{
    private const string Where = "WHERE namespace = 'contoso.servicebus.windows.net' AND hub = 'orders' AND consumer_group = 'store-overhead'";

    private Postgres? _server;
    private PostgresCheckpointStore? _store;
    private NpgsqlConnection? _connection;
    private NpgsqlCommand? _write;
    private NpgsqlCommand? _claim;

    public override string Name => "Postgres";

    public override string WriteRequest => "prepared UPDATE of one row";

    public override string ClaimRequest => "one prepared UPDATE from two arrays";

    public override async Task<ICheckpointStore> StartAsync(int partitions)
    {
        _server = await Postgres.StartAsync();
        _connection = new NpgsqlConnection(_server.ConnectionString);
        await _connection.OpenAsync();
        await ExecuteAsync(
            """
            DROP TABLE IF EXISTS store_overhead;
            CREATE TABLE store_overhead (
                namespace text COLLATE "C", hub text COLLATE "C", consumer_group text COLLATE "C", id text COLLATE "C",
                sequence_number bigint, event_offset text, owner text, version text,
                PRIMARY KEY (namespace, hub, consumer_group, id)) WITH (fillfactor = 50);
            """);
        await ExecuteAsync(
            $"INSERT INTO store_overhead SELECT 'contoso.servicebus.windows.net', 'orders', 'store-overhead', number::text FROM generate_series(0, {partitions - 1}) AS number;");
        _write = await PrepareAsync($"UPDATE store_overhead SET sequence_number = $1, event_offset = $2 {Where} AND id = '0'", NpgsqlDbType.Bigint, NpgsqlDbType.Text);
        _claim = await PrepareAsync(
            $"UPDATE store_overhead SET owner = 'processor', version = claim.version FROM unnest($1, $2) AS claim (id, version) {Where} AND store_overhead.id = claim.id",
            NpgsqlDbType.Array | NpgsqlDbType.Text,
            NpgsqlDbType.Array | NpgsqlDbType.Text);
        _store = new PostgresCheckpointStore(_server.ConnectionString);
        return _store;
    }

    public override Task WriteAsync(long sequenceNumber)
    {
        _write!.Parameters[0].Value = sequenceNumber;
        _write.Parameters[1].Value = "1048576";
        return _write.ExecuteNonQueryAsync();
    }

    public override Task ClaimAsync(string[] partitionIds, string[] versions)
    {
        _claim!.Parameters[0].Value = partitionIds;
        _claim.Parameters[1].Value = versions;
        return _claim.ExecuteNonQueryAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private async Task<NpgsqlCommand> PrepareAsync(string sql, NpgsqlDbType first, NpgsqlDbType second)
    {
        NpgsqlCommand command = new(sql, _connection);
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = first });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = second });
        await command.PrepareAsync();
        return command;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = new(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }
}
