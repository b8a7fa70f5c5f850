using System.Collections.Concurrent;
using System.Globalization;
using Checkpointing.Conformance;
using Checkpointing.Conformance.Servers;
using Checkpointing.Resilience;
using Checkpointing.Tests.Services;

namespace Checkpointing.Redis.Tests;

/// <summary>Keys of its own on the given server, or a server of its own.</summary>
public sealed class RedisHarness : StoreHarness
{
    private readonly ConcurrentQueue<RedisCheckpointStore> _clients = new();
    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"checkpointing-{Guid.NewGuid():N}:");
    private RedisServer? _server;

    public override async ValueTask InitializeAsync()
    {
        if (RedisServer.Given is null && RedisServer.IsAvailable)
        {
            _server = await RedisServer.StartAsync();
        }
    }

    public override ValueTask<ICheckpointStore> CreateClientAsync(TimeProvider clock)
    {
        RedisServer.GivenOrNeeded();
        RedisCheckpointStore client = new(
            new RedisCheckpointStoreOptions { ConnectionString = RedisServer.Given ?? _server!.EndPoint.ToString(), KeyPrefix = _prefix }, clock);
        _clients.Enqueue(client);
        return ValueTask.FromResult<ICheckpointStore>(client);
    }

    public override async ValueTask RestartAsync()
    {
        while (_clients.TryDequeue(out RedisCheckpointStore? client))
        {
            await client.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.KillAsync();
            await _server.StartAgainAsync();
        }
    }

    public override async ValueTask<StoreServer> StartServerAsync()
    {
        RedisServer.Needed();
        RedisStoreServer server = new(await RedisServer.StartAsync());
        ICheckpointStore client = await server.CreateClientAsync(server.EndPoint, TimeProvider.System, new StoreResilienceOptions());
        await ((ICheckpointStoreProvisioner)client).ProvisionAsync(CancellationToken.None);
        return server;
    }

    public override async ValueTask DisposeAsync()
    {
        if (RedisServer.Given is not null && await CreateClientAsync(TimeProvider.System) is RedisCheckpointStore cleaner)
        {
            foreach (ConsumerGroup group in await cleaner.ListGroupsAsync(CancellationToken.None))
            {
                await cleaner.DeleteGroupAsync(group, CancellationToken.None);
            }
        }

        foreach (RedisCheckpointStore client in _clients)
        {
            await client.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
