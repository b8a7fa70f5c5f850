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

    /// <remarks>A rewind reads the version first, so that a request that arrives late does nothing.</remarks>
    public override StoreCosts Costs => new() { Rewind = 2 };

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

    public override async ValueTask DisposeAsync()
    {
        await RestartAsync();
        if (Checkpointing.Tests.Services.Postgres.IsAvailable)
        {
            await using NpgsqlCommand command = postgres.DataSource.CreateCommand($"DROP SCHEMA IF EXISTS \"{_schema}\" CASCADE");
            await command.ExecuteNonQueryAsync();
        }
    }

    protected virtual PostgresCheckpointStoreOptions Options(string schema) => new() { ConnectionString = postgres.Server.ConnectionString, Schema = schema };
}
