using Checkpointing.Tests.Services;
using Npgsql;
using CosmosServer = Checkpointing.Tests.Services.Cosmos;
using PostgresServer = Checkpointing.Tests.Services.Postgres;

namespace CrashHarness.Stores;

/// <summary>Starts the stores by name, each with its state on disk and in its default durability.</summary>
internal static class StoreCatalog
{
    public const string Blob = "Blob";
    public const string Cosmos = "Cosmos";
    public const string Postgres = "Postgres";
    public const string Redis = "Redis";
    public const string Sqlite = "Sqlite";

    public static IReadOnlyList<string> Names { get; } = [Blob, Cosmos, Postgres, Redis, Sqlite];

    /// <param name="name">One of <see cref="Names"/>, in any case.</param>
    /// <param name="folder">Where an embedded store, and servers that take a folder, keep their data.</param>
    public static Task<StoreUnderTest> StartAsync(string name, string folder) =>
        Names.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) switch
        {
            Sqlite => Task.FromResult<StoreUnderTest>(new EmbeddedStore(Path.Combine(folder, "checkpoints.db"))),
            Postgres when PostgresServer.IsAvailable => StartPostgresAsync(),
            Redis when RedisServer.IsAvailable => StartRedisAsync(),
            Blob when Azurite.IsAvailable => StartBlobAsync(Directory.CreateDirectory(Path.Combine(folder, "azurite")).FullName),
            Cosmos when CosmosServer.IsAvailable => StartCosmosAsync(Path.Combine(folder, "cosmos.journal")),
            null => throw new HarnessException($"--store is '{name}'; it takes {string.Join(", ", Names)}"),
            string known => throw new HarnessException($"the server of {known} is not installed; ./test installs it"),
        };

    private static async Task<StoreUnderTest> StartPostgresAsync()
    {
        PostgresServer server = await PostgresServer.StartOwnAsync();
        return new ServedStore(
            Postgres,
            server.EndPoint,
            endPoint => new Dictionary<string, string?>
            {
                ["ConnectionString"] = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Host = endPoint.Address.ToString(), Port = endPoint.Port }.ConnectionString,
            },
            server.KillAsync,
            server.RestartAsync,
            server.DisposeAsync);
    }

    private static async Task<StoreUnderTest> StartRedisAsync()
    {
        RedisServer server = await RedisServer.StartAsync();
        return new ServedStore(
            Redis,
            server.EndPoint,
            endPoint => new Dictionary<string, string?> { ["ConnectionString"] = endPoint.ToString() },
            () => server.KillAsync().AsTask(),
            server.StartAgainAsync,
            server.DisposeAsync);
    }

    private static async Task<StoreUnderTest> StartBlobAsync(string folder)
    {
        Azurite server = await Azurite.StartOnDiskAsync(folder);
        int port = server.EndPoint.Port;
        return new ServedStore(
            Blob,
            server.EndPoint,
            endPoint => new Dictionary<string, string?> { ["ConnectionString"] = Azurite.ConnectionStringAt(endPoint), ["ContainerName"] = "checkpoints" },
            () => server.DisposeAsync().AsTask(),
            async () => server = await Azurite.StartOnDiskAsync(folder, port),
            () => server.DisposeAsync());
    }

    private static async Task<StoreUnderTest> StartCosmosAsync(string journal)
    {
        CosmosServer server = await CosmosServer.StartOnDiskAsync(journal);
        int port = server.EndPoint.Port;
        return new ServedStore(
            Cosmos,
            server.EndPoint,
            endPoint => new Dictionary<string, string?>
            {
                ["ConnectionString"] = CosmosServer.ConnectionStringAt(endPoint, Uri.UriSchemeHttp),
                ["DatabaseName"] = "crashes",
                ["ContainerName"] = "checkpoints",
                ["ConnectionMode"] = "Gateway",
                ["LimitToEndpoint"] = "true",
                ["ProvisionOnStart"] = "true",
            },
            () => server.DisposeAsync().AsTask(),
            async () => server = await CosmosServer.StartOnDiskAsync(journal, port),
            () => server.DisposeAsync());
    }
}
