using System.Collections.Concurrent;
using System.Globalization;
using Checkpointing.Conformance;
using Checkpointing.Conformance.Servers;
using Checkpointing.Resilience;
using Checkpointing.Tests.Services;
using StackExchange.Redis;

namespace Checkpointing.Redis.Tests;

/// <summary>Keys of its own on the given server, or a server of its own.</summary>
public sealed class RedisHarness : StoreHarness
{
    private readonly ConcurrentQueue<RedisCheckpointStore> _clients = new();
    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"checkpointing-{Guid.NewGuid():N}:");
    private RedisServer? _server;
    private ConnectionMultiplexer? _past;

    /// <remarks>A rewind reads the version first, so that a request that arrives late does nothing.</remarks>
    public override StoreCosts Costs => new() { Rewind = 2 };

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

    public override IReadOnlyList<string> OwnershipDamages =>
    [
        "ownership garbage", "ownership ", "ownership []", "ownership {}",
        """ownership {"v":2,"owner":"me","instance":"1","epoch":"1","version":"aa","modified":1}""",
        """ownership {"v":1,"owner":"me","instance":"1","epoch":"many","version":"aa","modified":1}""",
        """ownership {"v":1,"owner":"me","instance":"1","epoch":"-1","version":"aa","modified":1}""",
        """ownership {"v":1,"owner":"me","instance":"1","epoch":"9223372036854775808","version":"aa","modified":1}""",
        """ownership {"v":1,"owner":"me","instance":"1","epoch":"1","modified":1}""",
        """ownership {"v":1,"instance":"1","epoch":"1","version":"aa","modified":1}""",
        """ownership {"v":1,"owner":7,"instance":"1","epoch":"1","version":"aa","modified":1}""",
        """ownership {"v":1,"owner":"me","instance":"1","epoch":"1","version":"aa","modified":638000000000000000}""",
        """ownership {"v":1,"owner":"me","instance":"1","epoch":"1","version":"aa","modified":1,"requestedBy":"you"}""",
        """ownership {"v":1,"owner":"me","instance":"1","epoch":"1","version":"aa","modified":1,"requestedAt":1}""",
        """ownership {"v":1,"owner":"me","instance":"1","epoch":"1","version":"aa","modified":1,"requestedBy":7,"requestedAt":1}""",
        """ownership {"v":1,"owner":"me","instance":"1","epoch":"1","version":"aa","modified":1,"requestedBy":"you","requestedAt":638000000000000000}""",
    ];

    public override IReadOnlyList<string> CheckpointDamages =>
    [
        "checkpoint garbage", "checkpoint {}",
        """checkpoint {"v":2,"sequenceNumber":"1","epoch":"1","writer":"me","written":1}""",
        """checkpoint {"v":1,"sequenceNumber":"far","epoch":"1","writer":"me","written":1}""",
        """checkpoint {"v":1,"sequenceNumber":1,"epoch":"1","writer":"me","written":1}""",
        """checkpoint {"v":1,"sequenceNumber":"9223372036854775808","epoch":"1","writer":"me","written":1}""",
        """checkpoint {"v":1,"sequenceNumber":"1","offset":1024,"epoch":"1","writer":"me","written":1}""",
        """checkpoint {"v":1,"sequenceNumber":"1","epoch":"1","writer":"me"}""",
    ];

    public override async ValueTask DamageAsync(ConsumerGroup group, string partitionId, string damage)
    {
        string[] parts = damage.Split(' ', 2);
        RedisKeys keys = new(_prefix);
        IDatabase database = (await ConnectAsync()).GetDatabase();
        await database.HashSetAsync(parts[0] == "ownership" ? keys.Ownership(group) : keys.Checkpoint(group), partitionId, parts[1]);
    }

    public override async ValueTask<string> DumpAsync(ConsumerGroup group, string partitionId)
    {
        RedisKeys keys = new(_prefix);
        IDatabase database = (await ConnectAsync()).GetDatabase();
        return $"{await database.HashGetAsync(keys.Ownership(group), partitionId)} {await database.HashGetAsync(keys.Checkpoint(group), partitionId)}";
    }

    public override async ValueTask<StoredFormat> OpenFormatAsync(string? format) => await RedisStoredFormat.OpenAsync(format);

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

        _past?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>A connection past any store.</summary>
    private async Task<ConnectionMultiplexer> ConnectAsync() =>
        _past ??= await ConnectionMultiplexer.ConnectAsync(RedisServer.Given ?? _server!.EndPoint.ToString());
}
