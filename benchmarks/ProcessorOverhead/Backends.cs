using Checkpointing.Blob;
using Checkpointing.Cosmos;
using Checkpointing.Memory;
using Checkpointing.Postgres;
using Checkpointing.Redis;
using Checkpointing.Sqlite;
using Checkpointing.Tests.Services;
using Microsoft.Azure.Cosmos;
using CosmosServer = Checkpointing.Tests.Services.Cosmos;
using PostgresServer = Checkpointing.Tests.Services.Postgres;

namespace ProcessorOverhead;

/// <summary>Starts a store by its name, with the options that it has unless they are set.</summary>
internal static class Backends
{
    private const string Container = "processor-overhead";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["Memory", "Sqlite", "Postgres", "Redis", "Blob", "Cosmos"];

    /// <summary>Starts one, with its server on this machine.</summary>
    public static Task<Backend> StartAsync(string name) => name switch
    {
        "Memory" => Task.FromResult(new Backend(name, new InMemoryCheckpointStore(), isRequestPerRecord: false)),
        "Sqlite" => Task.FromResult(StartSqlite(name)),
        "Postgres" => StartPostgresAsync(name),
        "Redis" => StartRedisAsync(name),
        "Blob" => StartBlobAsync(name),
        "Cosmos" => StartCosmosAsync(name),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such backend."),
    };

    private static Backend StartSqlite(string name)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("processor-overhead-");
        return new Backend(name, new SqliteCheckpointStore(Path.Combine(folder.FullName, "store.db")), isRequestPerRecord: false, new FolderEnd(folder));
    }

    private static async Task<Backend> StartPostgresAsync(string name)
    {
        PostgresServer server = await PostgresServer.StartAsync();
        return new Backend(name, new PostgresCheckpointStore(server.ConnectionString), isRequestPerRecord: false, server);
    }

    private static async Task<Backend> StartRedisAsync(string name)
    {
        RedisServer server = await RedisServer.StartAsync();
        var store = new RedisCheckpointStore(new RedisCheckpointStoreOptions { ConnectionString = server.EndPoint.ToString() });
        return new Backend(name, store, isRequestPerRecord: false, server);
    }

    private static async Task<Backend> StartBlobAsync(string name)
    {
        Azurite server = await Azurite.StartAsync();
        var store = new BlobCheckpointStore(new BlobCheckpointStoreOptions { ConnectionString = server.ConnectionString, ContainerName = Container });
        await store.ProvisionAsync(CancellationToken.None);
        return new Backend(name, store, isRequestPerRecord: true, server);
    }

    private static async Task<Backend> StartCosmosAsync(string name)
    {
        CosmosServer server = await CosmosServer.StartAsync();
        var store = new CosmosCheckpointStore(new CosmosCheckpointStoreOptions
        {
            ConnectionString = server.ConnectionString,
            DatabaseName = Container,
            ContainerName = "store",
            ConnectionMode = ConnectionMode.Gateway,
            LimitToEndpoint = true,
            ProvisionOnStart = true,
        });
        return new Backend(name, store, isRequestPerRecord: true, server);
    }

    private sealed class FolderEnd(DirectoryInfo folder) : IDisposable
    {
        public void Dispose() => folder.Delete(recursive: true);
    }
}
