using System.Collections.Concurrent;
using Checkpointing.Conformance;
using Checkpointing.Tests.Services;

namespace Checkpointing.Redis.Tests;

/// <summary>A cluster of three nodes of its own.</summary>
/// <remarks>A cluster tells its clients the addresses of its nodes, past any proxy: suites that stand in between run with a single server only.</remarks>
public sealed class RedisClusterHarness : StoreHarness
{
    private readonly ConcurrentQueue<RedisCheckpointStore> _clients = new();
    private RedisCluster? _cluster;

    public override async ValueTask InitializeAsync()
    {
        if (RedisServer.IsAvailable)
        {
            _cluster = await RedisCluster.StartAsync();
        }
    }

    public override ValueTask<ICheckpointStore> CreateClientAsync(TimeProvider clock)
    {
        RedisServer.Needed();
        RedisCheckpointStore client = new(new RedisCheckpointStoreOptions { ConnectionString = _cluster!.ConnectionString }, clock);
        _clients.Enqueue(client);
        return ValueTask.FromResult<ICheckpointStore>(client);
    }

    public override async ValueTask RestartAsync()
    {
        while (_clients.TryDequeue(out RedisCheckpointStore? client))
        {
            await client.DisposeAsync();
        }

        foreach (RedisServer node in _cluster!.Nodes)
        {
            await node.KillAsync();
        }

        foreach (RedisServer node in _cluster.Nodes)
        {
            await node.StartAgainAsync();
        }

        await _cluster.WaitUntilCompleteAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (RedisCheckpointStore client in _clients)
        {
            await client.DisposeAsync();
        }

        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
}
