using Checkpointing.Conformance;
using Checkpointing.Conformance.Servers;
using Npgsql;

namespace Checkpointing.Postgres.Tests;

/// <summary>One schema.</summary>
public class PostgresHarness(PostgresFixture postgres) : StoreHarness
{
    private readonly List<PostgresCheckpointStore> _clients = [];
    private readonly string _schema = postgres.NewSchema();

    public override TimeSpan TimeResolution => TimeSpan.FromMicroseconds(1);

    /// <remarks>Each call waits for the disk.</remarks>
    public override int Histories => 40;

    /// <remarks>A rewind reads the version first, so that a request that arrives late does nothing.</remarks>
    public override StoreCosts Costs => new() { Rewind = 2, ContendedClaims = static (claimers, _) => 2 * claimers };

    protected PostgresFixture Postgres => postgres;

    public override ValueTask<ICheckpointStore> CreateClientAsync(TimeProvider clock)
    {
        PostgresCheckpointStore client = new(Options(_schema), clock);
        lock (_clients)
        {
            _clients.Add(client);
        }

        return ValueTask.FromResult<ICheckpointStore>(client);
    }

    /// <remarks>The server stays; that it keeps what it acknowledged when it is killed is the business of the crash suite.</remarks>
    public override async ValueTask RestartAsync()
    {
        foreach (PostgresCheckpointStore client in _clients)
        {
            await client.DisposeAsync();
        }

        _clients.Clear();
    }

    public override async ValueTask<StoreServer> StartServerAsync()
    {
        Checkpointing.Tests.Services.Postgres.NeededAsProgram();
        PostgresStoreServer server = new(await Checkpointing.Tests.Services.Postgres.StartOwnAsync());
        await server.ProvisionAsync();
        return server;
    }

    public override IReadOnlyList<string> OwnershipDamages =>
    [
        "epoch = -1", "version = NULL", "modified_at = NULL", "modified_at = 'infinity'", "modified_at = '-infinity'", "modified_at = '294000-01-01'",
        "modified_at = '0044-03-15 BC'", "requested_by = 'you'", "requested_at = now()", "requested_by = 'you', requested_at = 'infinity'",
    ];

    public override IReadOnlyList<string> CheckpointDamages =>
    [
        "sequence_number = -2", "checkpoint_epoch = -1", "written_at = NULL", "written_at = 'infinity'", "written_at = '-infinity'", "written_at = '294000-01-01'",
    ];

    /// <remarks>Types and the check constraint keep damage out; the second is dropped for it.</remarks>
    public override async ValueTask DamageAsync(ConsumerGroup group, string partitionId, string damage)
    {
        await using NpgsqlCommand command = postgres.DataSource.CreateCommand(
            $"ALTER TABLE \"{_schema}\".partitions DROP CONSTRAINT IF EXISTS record_is_whole; UPDATE \"{_schema}\".partitions SET {damage} WHERE {Row(group, partitionId)}");
        await command.ExecuteNonQueryAsync();
    }

    public override async ValueTask<string> DumpAsync(ConsumerGroup group, string partitionId)
    {
        await using NpgsqlCommand command = postgres.DataSource.CreateCommand(
            $"SELECT partitions::text FROM \"{_schema}\".partitions WHERE {Row(group, partitionId)}");
        return await command.ExecuteScalarAsync() as string ?? "";
    }

    public override async ValueTask<StoredFormat> OpenFormatAsync(string? format) => await PostgresStoredFormat.OpenAsync(postgres, format);

    public override async ValueTask DisposeAsync()
    {
        await RestartAsync();
        if (Checkpointing.Tests.Services.Postgres.IsAvailable)
        {
            await using NpgsqlCommand command = postgres.DataSource.CreateCommand($"DROP SCHEMA IF EXISTS \"{_schema}\" CASCADE");
            await command.ExecuteNonQueryAsync();
        }
    }

    private static string Row(ConsumerGroup group, string partitionId) =>
        $"event_hub = '{group.EventHubName}' AND consumer_group = '{group.Name}' AND partition_id = '{partitionId}'";

    protected virtual PostgresCheckpointStoreOptions Options(string schema) => new() { ConnectionString = postgres.Server.ConnectionString, Schema = schema };
}
