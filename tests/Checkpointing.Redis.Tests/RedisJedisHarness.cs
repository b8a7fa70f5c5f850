using System.Collections.Concurrent;
using Checkpointing.Conformance;
using Checkpointing.Tests.Services;

namespace Checkpointing.Redis.Tests;

/// <summary>The Java SDK's layout on a server of its own.</summary>
public sealed class RedisJedisHarness : StoreHarness
{
    private readonly ConcurrentQueue<RedisCheckpointStore> _clients = new();
    private RedisServer? _server;

    public override StoreTraits Traits => StoreTraits.SlashesJoinNames | StoreTraits.NoRequests;

    public override async ValueTask InitializeAsync()
    {
        if (RedisServer.IsAvailable)
        {
            _server = await RedisServer.StartAsync();
        }
    }

    public override ValueTask<ICheckpointStore> CreateClientAsync(TimeProvider clock)
    {
        RedisServer.Needed();
        RedisCheckpointStore client = new(
            new RedisCheckpointStoreOptions { ConnectionString = _server!.EndPoint.ToString(), Layout = RedisLayout.Jedis }, clock);
        _clients.Enqueue(client);
        return ValueTask.FromResult<ICheckpointStore>(client);
    }

    public override async ValueTask RestartAsync()
    {
        await CloseAsync();
        await _server!.KillAsync();
        await _server.StartAgainAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private async Task CloseAsync()
    {
        while (_clients.TryDequeue(out RedisCheckpointStore? client))
        {
            await client.DisposeAsync();
        }
    }
}
