using Checkpointing.Tests.Services;

namespace Harness.Servers;

/// <summary>Starts a backend by its name.</summary>
internal static class Backends
{
    public const string Memory = "Memory";
    public const string Sqlite = "Sqlite";
    public const string Postgres = "Postgres";
    public const string Redis = "Redis";
    public const string Blob = "Blob";
    public const string Cosmos = "Cosmos";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Names { get; } = [Memory, Sqlite, Postgres, Redis, Blob, Cosmos];

    /// <summary>Why a backend cannot be measured here, with the command that helps; null if it can.</summary>
    public static string? WhyAbsent(string name) => name switch
    {
        Postgres when !Checkpointing.Tests.Services.Postgres.IsAvailable => Missing("PostgreSQL", "apt-get install postgresql", Checkpointing.Tests.Services.Postgres.Variable),
        Redis when RedisServer.Given is null && !RedisServer.IsAvailable => Missing("redis-server", "apt-get install redis-server", RedisServer.Variable),
        Blob when !Azurite.IsAvailable => Missing("Azurite", "npm ci --prefix tests/Services/node", Azurite.Variable),
        Cosmos when !Checkpointing.Tests.Services.Cosmos.IsAvailable => Missing("a Cosmos DB server", "npm ci --prefix tests/Services/node", Checkpointing.Tests.Services.Cosmos.Variable),
        _ => null,
    };

    /// <summary>Starts a server, or finds the given one.</summary>
    public static async Task<BackendServer> StartServerAsync(string name) => name switch
    {
        Memory => new MemoryServer(),
        Sqlite => new SqliteServer(),
        Postgres => new PostgresServer(await Checkpointing.Tests.Services.Postgres.StartAsync()),
        Redis => new RedisBackendServer(RedisServer.Given is null ? await RedisServer.StartAsync() : null),
        Blob => new BlobServer(await Azurite.StartAsync()),
        Cosmos => new CosmosServer(await Checkpointing.Tests.Services.Cosmos.StartAsync()),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such backend."),
    };

    /// <summary>Starts a server and makes one client.</summary>
    public static async Task<Backend> StartAsync(string name)
    {
        BackendServer server = await StartServerAsync(name);
        return new Backend(server, await server.MakeStoreAsync());
    }

    private static string Missing(string server, string install, string variable) => $"{server} is not installed ({install}), and {variable} names none";
}
