using Checkpointing.Blob;
using Checkpointing.Postgres;
using Checkpointing.Redis;
using Checkpointing.Tests.Services;
using PostgresServer = Checkpointing.Tests.Services.Postgres;

namespace Checkpointing.Moving.Tests;

/// <summary>One server of each kind for all tests of this assembly, started when a test first needs it.</summary>
public sealed class ServersFixture : IAsyncLifetime
{
    private readonly SemaphoreSlim _lock = new(1, 1);
    private Azurite? _azurite;
    private PostgresServer? _postgres;
    private RedisServer? _redis;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>The connection string of a blob service; skips or fails the running test when there is none.</summary>
    public async Task<string> BlobAsync()
    {
        Azurite.Needed();
        return (await OnceAsync(() => _azurite, async () => _azurite = await Azurite.StartAsync())).ConnectionString;
    }

    /// <summary>A store in a container of its own, and one more for each client.</summary>
    public async Task<Func<TimeProvider, ICheckpointStore>> BlobStoresAsync(string container)
    {
        string connection = await BlobAsync();
        await new BlobCheckpointStore(new BlobCheckpointStoreOptions { ConnectionString = connection, ContainerName = container }).ProvisionAsync(default);
        return clock => new BlobCheckpointStore(new BlobCheckpointStoreOptions { ConnectionString = connection, ContainerName = container }, clock);
    }

    /// <summary>Stores in a schema of their own.</summary>
    public async Task<Func<TimeProvider, ICheckpointStore>> PostgresStoresAsync(string schema)
    {
        PostgresServer.Needed();
        PostgresServer postgres = await OnceAsync(() => _postgres, async () => _postgres = await PostgresServer.StartAsync());
        await using (var first = new PostgresCheckpointStore(new PostgresCheckpointStoreOptions { ConnectionString = postgres.ConnectionString, Schema = schema }))
        {
            await first.ProvisionAsync(default);
        }

        return clock => new PostgresCheckpointStore(new PostgresCheckpointStoreOptions { ConnectionString = postgres.ConnectionString, Schema = schema }, clock);
    }

    /// <summary>Stores under a prefix of their own.</summary>
    public async Task<Func<TimeProvider, ICheckpointStore>> RedisStoresAsync(string prefix)
    {
        RedisServer.GivenOrNeeded();
        string connection = RedisServer.Given ?? (await OnceAsync(() => _redis, async () => _redis = await RedisServer.StartAsync())).EndPoint.ToString();
        return clock => new RedisCheckpointStore(new RedisCheckpointStoreOptions { ConnectionString = connection, KeyPrefix = prefix + ":" }, clock);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable server in new IAsyncDisposable?[] { _azurite, _postgres, _redis }.OfType<IAsyncDisposable>())
        {
            await server.DisposeAsync();
        }
    }

    private async Task<T> OnceAsync<T>(Func<T?> present, Func<Task<T>> start)
        where T : class
    {
        await _lock.WaitAsync();
        try
        {
            return present() ?? await start();
        }
        finally
        {
            _lock.Release();
        }
    }
}
