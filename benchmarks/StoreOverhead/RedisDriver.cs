using System.Globalization;
using Checkpointing;
using Checkpointing.Redis;
using Checkpointing.Tests.Services;
using StackExchange.Redis;

namespace StoreOverhead;

/// <summary>HSET on a connection of its own; the server has every change on disk before it answers.</summary>
internal sealed class RedisDriver : BareDriver
{
    private static readonly RedisKey Key = "driver:{contoso.servicebus.windows.net/orders/store-overhead}";

    private RedisServer? _server;
    private RedisCheckpointStore? _store;
    private ConnectionMultiplexer? _client;
    private IDatabase? _database;

    public override string Name => "Redis";

    public override string WriteRequest => "HSET of one field, appendfsync always";

    public override string ClaimRequest => "HSET of a field for each partition";

    public override async Task<ICheckpointStore> StartAsync(int partitions)
    {
        _server = await RedisServer.StartAsync();
        string address = _server.EndPoint.ToString();
        _client = await ConnectionMultiplexer.ConnectAsync(address);
        _database = _client.GetDatabase();
        _store = new RedisCheckpointStore(new RedisCheckpointStoreOptions { ConnectionString = address });
        return _store;
    }

    public override Task WriteAsync(long sequenceNumber) => _database!.HashSetAsync(Key, "0", Value(sequenceNumber.ToString(CultureInfo.InvariantCulture)));

    public override Task ClaimAsync(string[] partitionIds, string[] versions)
    {
        HashEntry[] entries = new HashEntry[partitionIds.Length];
        for (int index = 0; index < entries.Length; index++)
        {
            entries[index] = new HashEntry(partitionIds[index], Value(versions[index]));
        }

        return _database!.HashSetAsync(Key, entries);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        _client?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>About as long as a record of the store.</summary>
    private static RedisValue Value(string text) => $$"""{"v":1,"owner":"processor","instance":"1","epoch":"1","version":"{{text}}","modified":1795248000000}""";
}
