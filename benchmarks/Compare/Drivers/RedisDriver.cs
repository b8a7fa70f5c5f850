using System.Globalization;
using StackExchange.Redis;

namespace Compare.Drivers;

/// <summary>HSET on a connection of its own; the server's durability is the store's.</summary>
internal sealed class RedisDriver : BareDriver
{
    private readonly List<RedisKey> _keys = [];
    private ConnectionMultiplexer? _client;
    private IDatabase? _database;

    public override DriverRequests Requests { get; } = new(
        "HSET of one field", "HSET of a field for each", "HGET of one field", "HGETALL", "HSET of a field for each", "HSET of a field for each, a new key");

    public override async Task StartAsync(string connectionString, int partitions, int listed)
    {
        _client = await ConnectionMultiplexer.ConnectAsync(connectionString);
        _database = _client.GetDatabase();
        await InsertAsync(Group, Ids.Of(partitions), Ids.Of(partitions));
        await InsertAsync(ListGroup, Ids.Of(listed), Ids.Of(listed));
    }

    public override async Task<int> WriteAsync(int lane, long sequenceNumber) =>
        await _database!.HashSetAsync(Key(Group), lane, Value(sequenceNumber.ToString(CultureInfo.InvariantCulture))) ? 0 : 1;

    public override Task<int> WriteAsync(string[] partitionIds, long sequenceNumber) =>
        SetAsync(Group, partitionIds, _ => Value(sequenceNumber.ToString(CultureInfo.InvariantCulture)));

    public override async Task<int> ReadAsync() => (await _database!.HashGetAsync(Key(Group), "0")).IsNull ? 0 : 1;

    public override async Task<int> ListAsync() => (await _database!.HashGetAllAsync(Key(ListGroup))).Length;

    public override Task<int> ClaimAsync(int lane, string[] partitionIds, string[] versions) => SetAsync(Group, partitionIds, index => Value(versions[index]));

    public override Task<int> InsertAsync(string group, string[] partitionIds, string[] versions)
    {
        _keys.Add(Key(group));
        return SetAsync(group, partitionIds, index => Value(versions[index]));
    }

    public override async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _database!.KeyDeleteAsync([.. _keys]);
            _client.Dispose();
        }
    }

    /// <summary>About as long as a record of the store.</summary>
    private static RedisValue Value(string text) => $$"""{"v":1,"owner":"processor","instance":"1","epoch":"1","version":"{{text}}","modified":1795248000000}""";

    private RedisKey Key(string group) => $"{Space}:{{{group}}}";

    private async Task<int> SetAsync(string group, string[] partitionIds, Func<int, RedisValue> value)
    {
        HashEntry[] entries = new HashEntry[partitionIds.Length];
        for (int index = 0; index < entries.Length; index++)
        {
            entries[index] = new HashEntry(partitionIds[index], value(index));
        }

        // The server counts fields that are new; that it stored the others is what its answer says.
        await _database!.HashSetAsync(Key(group), entries);
        return entries.Length;
    }
}
