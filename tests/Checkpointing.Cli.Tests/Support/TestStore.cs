using Checkpointing.Registration;
using Checkpointing.Tests.Services;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using CosmosServer = Checkpointing.Tests.Services.Cosmos;
using PostgresServer = Checkpointing.Tests.Services.Postgres;

namespace Checkpointing.Cli.Tests.Support;

/// <summary>A store with its server: in this process, to prepare and to look at what the tool works on, and as settings for the tool.</summary>
public sealed class TestStore : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IAsyncDisposable? _server;

    private TestStore(string name, IAsyncDisposable? server, Dictionary<string, string?> settings)
    {
        Name = name;
        _server = server;
        Settings = settings.ToDictionary(pair => $"Checkpointing:{name}:{pair.Key}", pair => pair.Value);
        _services = new ServiceCollection()
            .AddCheckpointStore(new ConfigurationBuilder().AddInMemoryCollection([.. Settings, new("Checkpointing:Store", name)]).Build())
            .BuildServiceProvider();
        Store = _services.GetRequiredService<ICheckpointStore>();
    }

    public string Name { get; }

    public ICheckpointStore Store { get; }

    public ICheckpointStoreOperator Operator => (ICheckpointStoreOperator)Store;

    /// <summary>The settings of the store, without its name.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>Starts a server and provisions a store in it.</summary>
    public static async Task<TestStore> StartAsync(string backend, string folder)
    {
        TestStore store = await MakeAsync(backend, folder);
        await ((ICheckpointStoreProvisioner)store.Store).ProvisionAsync(CancellationToken.None);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private static async Task<TestStore> MakeAsync(string backend, string folder)
    {
        switch (backend)
        {
            case "Blob":
                Azurite azurite = await Azurite.StartAsync();
                return new TestStore(backend, azurite, new() { ["ConnectionString"] = azurite.ConnectionString, ["ContainerName"] = $"cli{Guid.NewGuid():n}" });
            case "Cosmos":
                CosmosServer cosmos = await CosmosServer.StartAsync();
                return new TestStore(backend, cosmos, new()
                {
                    ["ConnectionString"] = cosmos.ConnectionString,
                    ["DatabaseName"] = $"cli{Guid.NewGuid():n}",
                    ["ContainerName"] = "checkpoints",
                    ["ConnectionMode"] = "Gateway",
                    ["LimitToEndpoint"] = "true",
                });
            case "Postgres":
                PostgresServer postgres = await PostgresServer.StartAsync();
                return new TestStore(backend, postgres, new() { ["ConnectionString"] = postgres.ConnectionString, ["Schema"] = $"cli{Guid.NewGuid():n}" });
            case "Redis":
                RedisServer redis = await RedisServer.StartAsync();
                return new TestStore(backend, redis, new() { ["ConnectionString"] = $"{redis.EndPoint},allowAdmin=true" });
            default:
                return new TestStore(backend, server: null, new() { ["DataSource"] = Path.Combine(folder, $"{Guid.NewGuid():n}.db") });
        }
    }
}
