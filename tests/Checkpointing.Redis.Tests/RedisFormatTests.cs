using Checkpointing.Tests.Services;

namespace Checkpointing.Redis.Tests;

/// <summary>What is written, to the letter; kept records of released versions are read by the suite of formats.</summary>
public sealed class RedisFormatTests : RedisTest
{
    [Fact]
    public async Task Texts_are_exactly_these()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server);
        PartitionOwnership held = (await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "processor \"1\"", "4f2a", null)], Token)).Items[0];
        await store.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", 42, "43008", held.Epoch, "processor \"1\"")], Token);

        (await ReadAsync(server, OwnershipKey)).ShouldBe("""{"v":1,"owner":"processor \"1\"","instance":"4f2a","epoch":"1","version":"VERSION","modified":TIME}""");
        (await ReadAsync(server, CheckpointKey)).ShouldBe("""{"v":1,"sequenceNumber":"42","offset":"43008","epoch":"1","writer":"processor \"1\"","written":TIME}""");
    }

    [Fact]
    public async Task A_request_stands_at_the_end_of_the_record_until_the_partition_changes_hands()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server);
        PartitionOwnership held = await WinAsync(store);

        await store.RequestOwnershipAsync(Group, [new OwnershipRequest("0", "me", "you \"two\"")], Token);

        (await ReadAsync(server, OwnershipKey)).ShouldBe(
            """{"v":1,"owner":"me","instance":"1","epoch":"1","version":"VERSION","modified":TIME,"requestedBy":"you \"two\"","requestedAt":TIME}""");
        held = await WinAsync(store, version: held.Version);
        (await ReadAsync(server, OwnershipKey)).ShouldContain("requestedBy");
        await WinAsync(store, owner: "you", version: held.Version);
        (await ReadAsync(server, OwnershipKey)).ShouldNotContain("requested");
    }

    [Fact]
    public async Task A_rewound_record_tells_what_there_was_until_the_next_claim()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server);
        await WriteAsync(store, 42, (await WinAsync(store)).Epoch);

        await store.RewindAsync(Group, [new PartitionRewind("0", 7, null, "operator")], Token);

        (await ReadAsync(server, OwnershipKey)).ShouldBe(
            """{"v":1,"owner":"","epoch":"2","version":"VERSION","modified":TIME,"rewoundOwner":"me","rewoundCheckpoint":"{\"v\":1,\"sequenceNumber\":\"42\",\"epoch\":\"1\",\"writer\":\"me\",\"written\":TIME}"}""");
        (await ReadAsync(server, CheckpointKey)).ShouldBe("""{"v":1,"sequenceNumber":"7","epoch":"2","writer":"operator","written":TIME}""");
        await WinAsync(store, version: (await store.ListOwnershipAsync(Group, Token)).Items[0].Version);
        (await ReadAsync(server, OwnershipKey)).ShouldNotContain("rewound");
    }

    private static async Task<string> ReadAsync(RedisServer server, string key) => RedisStoredFormat.Describe(await server.CommandAsync("HGET", key, "0"));
}
