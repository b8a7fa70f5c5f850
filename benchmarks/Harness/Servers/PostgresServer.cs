using System.Net;
using Checkpointing;
using Checkpointing.Postgres;
using Npgsql;
using Server = Checkpointing.Tests.Services.Postgres;

namespace Harness.Servers;

/// <summary>PostgreSQL at its default durability.</summary>
internal sealed class PostgresServer(Server server) : BackendServer
{
    public override string Name => Backends.Postgres;

    public override string Description => server.IsOwn ? "PostgreSQL on this machine, at its default durability" : "the given PostgreSQL server";

    public override string ConnectionString => server.ConnectionString;

    public override IPEndPoint? EndPoint => server.IsOwn ? server.EndPoint : null;

    public override TimeSpan? ProcessorTime => server.ProcessorTime;

    public override string ConnectionStringAt(IPEndPoint endPoint) =>
        new NpgsqlConnectionStringBuilder(server.ConnectionString) { Host = endPoint.Address.ToString(), Port = endPoint.Port }.ConnectionString;

    public override async Task<ICheckpointStore> MakeStoreAsync(string connectionString, Action<double>? onRequestUnits = null)
    {
        PostgresCheckpointStore store = new(connectionString);
        await store.ProvisionAsync(CancellationToken.None);
        return store;
    }

    public override ValueTask DisposeAsync() => server.DisposeAsync();
}
