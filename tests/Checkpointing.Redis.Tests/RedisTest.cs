using System.Collections.Concurrent;
using Checkpointing.Tests.Services;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Checkpointing.Redis.Tests;

/// <summary>What tests of the Redis store share: servers, stores and raw connections that end with the test.</summary>
public abstract class RedisTest : IAsyncDisposable
{
    protected static readonly ConsumerGroup Group = new("contoso.servicebus.windows.net", "orders", "$Default");

    protected const string OwnershipKey = "checkpointing:{contoso.servicebus.windows.net/orders/$default}:ownership";

    protected const string CheckpointKey = "checkpointing:{contoso.servicebus.windows.net/orders/$default}:checkpoint";

    private readonly ConcurrentStack<IAsyncDisposable> _toDispose = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        while (_toDispose.TryPop(out IAsyncDisposable? disposable))
        {
            await disposable.DisposeAsync();
        }
    }

    /// <summary>Starts a server of the test's own.</summary>
    protected async Task<RedisServer> StartAsync(params string[] settings)
    {
        RedisServer.Needed();
        return Own(await RedisServer.StartAsync(settings));
    }

    /// <summary>Has something end with the test.</summary>
    protected T Own<T>(T disposable)
        where T : IAsyncDisposable
    {
        _toDispose.Push(disposable);
        return disposable;
    }

    /// <summary>Makes a store over a server.</summary>
    protected RedisCheckpointStore Open(
        RedisServer server, string parameters = "", Action<RedisCheckpointStoreOptions>? change = null, ILogger<RedisCheckpointStore>? logger = null)
    {
        RedisCheckpointStoreOptions options = new() { ConnectionString = server.EndPoint + parameters };
        change?.Invoke(options);
        return Own(new RedisCheckpointStore(options, timeProvider: null, logger));
    }

    /// <summary>Connects to a server past any store.</summary>
    protected async Task<ConnectionMultiplexer> ConnectAsync(RedisServer server, string parameters = "")
    {
        ConnectionMultiplexer client = await ConnectionMultiplexer.ConnectAsync(server.EndPoint + parameters);
        Own(new Closer(client));
        return client;
    }

    protected static async Task<PartitionOwnership> WinAsync(ICheckpointStore store, string partition = "0", string owner = "me", string? version = null)
    {
        PartitionResults<PartitionOwnership> results = await store.ClaimOwnershipAsync(Group, [new OwnershipClaim(partition, owner, "1", version)], Token);
        results.Faults.ShouldBeEmpty();
        return results.Items.ShouldHaveSingleItem();
    }

    protected static async Task<CheckpointOutcome> WriteAsync(ICheckpointStore store, long sequenceNumber, long epoch, string partition = "0")
    {
        PartitionResults<CheckpointWriteResult> results = await store.WriteCheckpointsAsync(
            Group, [new CheckpointWrite(partition, sequenceNumber, null, epoch, "me")], Token);
        results.Faults.ShouldBeEmpty();
        return results.Items.ShouldHaveSingleItem().Outcome;
    }

    /// <summary>Repeats a call while it fails transiently, as a processor would with its next cycle.</summary>
    protected static async Task<T> InsistAsync<T>(Func<Task<T>> call)
    {
        DateTimeOffset end = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(60);
        while (true)
        {
            try
            {
                return await call();
            }
            catch (CheckpointStoreException exception) when (exception.IsTransient && TimeProvider.System.GetUtcNow() < end)
            {
                // The server is on its way back.
            }
        }
    }

    private sealed class Closer(ConnectionMultiplexer client) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await client.CloseAsync(allowCommandsToComplete: false);
            client.Dispose();
        }
    }
}
