using System.Collections.Concurrent;
using System.Net;
using Checkpointing.Conformance.Servers;
using Checkpointing.Resilience;
using Npgsql;

namespace Checkpointing.Postgres.Tests;

/// <summary>A server that one test has to itself.</summary>
internal sealed class PostgresStoreServer(Checkpointing.Tests.Services.Postgres server) : StoreServer
{
    private readonly ConcurrentQueue<PostgresCheckpointStore> _clients = new();

    public override IPEndPoint EndPoint => server.EndPoint;

    public override async ValueTask KillAsync() => await server.KillAsync();

    public override async ValueTask StartAsync() => await server.RestartAsync();

    /// <summary>Creates the tables.</summary>
    public async Task ProvisionAsync()
    {
        await using PostgresCheckpointStore store = new(server.ConnectionString);
        await store.ProvisionAsync(CancellationToken.None);
    }

    public override ValueTask<ICheckpointStore> CreateClientAsync(IPEndPoint endPoint, TimeProvider clock, StoreResilienceOptions resilience)
    {
        NpgsqlConnectionStringBuilder connection = new(server.ConnectionString) { Host = endPoint.Address.ToString(), Port = endPoint.Port };
        PostgresCheckpointStore client = new(new PostgresCheckpointStoreOptions { ConnectionString = connection.ConnectionString, Resilience = resilience }, clock);
        _clients.Enqueue(client);
        return ValueTask.FromResult<ICheckpointStore>(client);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (PostgresCheckpointStore client in _clients)
        {
            await client.DisposeAsync();
        }

        await server.DisposeAsync();
    }
}
