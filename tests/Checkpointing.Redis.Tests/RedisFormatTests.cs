using System.Text.RegularExpressions;
using Checkpointing.Tests.Services;

namespace Checkpointing.Redis.Tests;

/// <summary>Records that released versions wrote are read by this one, and this one writes the same.</summary>
public sealed partial class RedisFormatTests : RedisTest
{
    private static readonly string[] Kept = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Format", "0.1.0.redis"));

    [Fact]
    public async Task Records_of_0_1_0_are_read_back()
    {
        RedisServer server = await StartAsync();
        await LoadAsync(server);
        RedisCheckpointStore store = Open(server);

        PartitionOwnership[] owners = [.. (await store.ListOwnershipAsync(Group, Token)).Items.OrderBy(item => item.PartitionId, StringComparer.Ordinal)];
        Checkpoint[] checkpoints = [.. (await store.ListCheckpointsAsync(Group, Token)).Items.OrderBy(item => item.PartitionId, StringComparer.Ordinal)];

        owners.Select(item => (item.PartitionId, item.OwnerId, item.OwnerInstance, item.Epoch, item.Version)).ShouldBe(
        [
            ("0", "processor-1", "4f2a", 3, "0f3a9c2b1d4e5f60"),
            ("1", "", null, 2, "a1b2c3d4e5f60718"),
            ("2", "", null, 5, "1122334455667788"),
        ]);
        checkpoints.Select(item => (item.PartitionId, item.SequenceNumber, item.Offset, item.Epoch, item.WrittenBy)).ShouldBe(
        [
            ("0", long.MaxValue, "4398046511104", 3, "processor-1"),
            ("2", -1, null, 5, "operator"),
            ("größe/3", null, "geo:1:2", 0, "größe/3"),
        ]);
        (owners[1].LastModified - owners[0].LastModified).TotalMilliseconds.ShouldBe(1, tolerance: 0.1);
    }

    [Fact]
    public async Task Records_of_0_1_0_are_built_upon()
    {
        RedisServer server = await StartAsync();
        await LoadAsync(server);
        RedisCheckpointStore store = Open(server);

        (await WinAsync(store, "0", "processor-2", "0f3a9c2b1d4e5f60")).Epoch.ShouldBe(4);
        (await WinAsync(store, "2", "processor-2", "1122334455667788")).Epoch.ShouldBe(6);
        (await WriteAsync(store, 0, 6, "2")).ShouldBe(CheckpointOutcome.Written);
        (await WriteAsync(store, 0, 0, "größe/3")).ShouldBe(CheckpointOutcome.Written);
        (await WriteAsync(store, long.MaxValue, 4, "0")).ShouldBe(CheckpointOutcome.Stale);
    }

    [Fact]
    public async Task What_is_written_is_exactly_this()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server);
        PartitionOwnership held = (await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "processor \"1\"", "4f2a", null)], Token)).Items[0];
        await store.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", 42, "43008", held.Epoch, "processor \"1\"")], Token);

        (await ReadAsync(server, OwnershipKey)).ShouldBe("""{"v":1,"owner":"processor \"1\"","instance":"4f2a","epoch":"1","version":"VERSION","modified":TIME}""");
        (await ReadAsync(server, CheckpointKey)).ShouldBe("""{"v":1,"sequenceNumber":"42","offset":"43008","epoch":"1","writer":"processor \"1\"","written":TIME}""");

        await store.RewindAsync(Group, [new PartitionRewind("0", 7, null, "operator")], Token);

        string rewound = await ReadAsync(server, OwnershipKey);
        rewound.ShouldStartWith("""{"v":1,"owner":"","epoch":"2","version":"VERSION","modified":TIME,"rewoundOwner":"processor \"1\"","rewoundCheckpoint":"{\"v\":1,""");
        (await ReadAsync(server, CheckpointKey)).ShouldBe("""{"v":1,"sequenceNumber":"7","epoch":"2","writer":"operator","written":TIME}""");
    }

    private static async Task LoadAsync(RedisServer server)
    {
        foreach (string line in Kept)
        {
            await server.CommandAsync(line.Split(' ', 4));
        }
    }

    private static async Task<string> ReadAsync(RedisServer server, string key) =>
        Time().Replace(Version().Replace(await server.CommandAsync("HGET", key, "0"), "\"VERSION\""), "TIME");

    [GeneratedRegex("\"[0-9a-f]{16}\"")]
    private static partial Regex Version();

    [GeneratedRegex(@"\b1\d{12}\b")]
    private static partial Regex Time();
}
