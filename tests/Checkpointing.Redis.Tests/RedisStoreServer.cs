using System.Collections.Concurrent;
using System.Net;
using Checkpointing.Conformance.Servers;
using Checkpointing.Resilience;
using Checkpointing.Tests.Services;

namespace Checkpointing.Redis.Tests;

/// <summary>A single server that one test has to itself.</summary>
public sealed class RedisStoreServer(RedisServer server) : StoreServer
{
    private readonly ConcurrentQueue<RedisCheckpointStore> _clients = new();

    public override IPEndPoint EndPoint => server.EndPoint;

    public override ValueTask KillAsync() => server.KillAsync();

    public override async ValueTask StartAsync() => await server.StartAgainAsync();

    public override ValueTask<ICheckpointStore> CreateClientAsync(IPEndPoint endPoint, TimeProvider clock, StoreResilienceOptions resilience)
    {
        RedisCheckpointStore client = new(new RedisCheckpointStoreOptions { ConnectionString = endPoint.ToString(), Resilience = resilience }, clock);
        _clients.Enqueue(client);
        return ValueTask.FromResult<ICheckpointStore>(client);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (RedisCheckpointStore client in _clients)
        {
            await client.DisposeAsync();
        }

        await server.DisposeAsync();
    }
}
