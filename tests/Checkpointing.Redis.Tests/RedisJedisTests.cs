using Checkpointing.Tests.Services;

namespace Checkpointing.Redis.Tests;

/// <summary>One group shared with the Java SDK's JedisCheckpointStore: exact keys and texts both ways, and what mixed operation can promise.</summary>
public sealed class RedisJedisTests : RedisTest
{
    private const string SetKey = "contoso.servicebus.windows.net/Orders/$Default";

    [Fact]
    public async Task What_Java_wrote_is_read()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = OpenJedis(server);
        await JavaClaimsAsync(server, "0", "java-1");
        await JavaWritesAsync(server, "0", "\"offset\":4398046511104,\"sequenceNumber\":9007199254740993");
        await JavaClaimsAsync(server, "1", "");
        await JavaWritesAsync(server, "1", "\"offset\":12,\"sequenceNumber\":null");

        PartitionOwnership[] owners = [.. (await store.ListOwnershipAsync(Group, Token)).Items.OrderBy(item => item.PartitionId, StringComparer.Ordinal)];
        Checkpoint[] checkpoints = [.. (await store.ListCheckpointsAsync(Group, Token)).Items.OrderBy(item => item.PartitionId, StringComparer.Ordinal)];

        owners.Select(item => (item.PartitionId, item.OwnerId, item.Epoch)).ShouldBe([("0", "java-1", 1), ("1", "", 1)]);
        (TimeProvider.System.GetUtcNow() - owners[0].LastModified).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
        checkpoints.Select(item => (item.PartitionId, item.SequenceNumber, item.Offset)).ShouldBe([("0", 9_007_199_254_740_993, "4398046511104"), ("1", null, "12")]);
        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull().SequenceNumber.ShouldBe(9_007_199_254_740_993);
        (await store.ListGroupsAsync(Token)).ShouldBe([Group]);
    }

    [Fact]
    public async Task What_is_written_is_exactly_what_Java_reads()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = OpenJedis(server);
        PartitionOwnership held = await WinAsync(store, "0", "processor-1");
        await store.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", 9_007_199_254_740_993, "4398046511104", held.Epoch, "processor-1")], Token);

        (await server.CommandAsync("SMEMBERS", SetKey)).ShouldBe(SetKey + "/0");
        long modified = held.LastModified.ToUnixTimeMilliseconds();
        string ownership = await server.CommandAsync("HGET", SetKey + "/0", "partitionOwnership");
        ownership.ShouldStartWith("""{"fullyQualifiedNamespace":"contoso.servicebus.windows.net","eventHubName":"Orders","consumerGroup":"$Default","partitionId":"0","ownerId":"processor-1","lastModifiedTime":""");
        ownership.ShouldEndWith(""","eTag":""}""");
        long.Parse(ownership.Split("lastModifiedTime\":")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(modified - 1000, modified + 1000);
        (await server.CommandAsync("HGET", SetKey + "/0", "checkpoint")).ShouldBe(
            """{"fullyQualifiedNamespace":"contoso.servicebus.windows.net","eventHubName":"Orders","consumerGroup":"$Default","partitionId":"0","offset":4398046511104,"sequenceNumber":9007199254740993}""");
    }

    [Fact]
    public async Task An_offset_that_is_no_number_is_kept_for_us_and_left_out_for_Java()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = OpenJedis(server);
        await store.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", 7, "geo:1:7", 0, "processor-1")], Token);

        (await server.CommandAsync("HGET", SetKey + "/0", "checkpoint")).ShouldEndWith("\"partitionId\":\"0\",\"sequenceNumber\":7}");
        Checkpoint read = (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull();
        read.Offset.ShouldBe("geo:1:7");
        read.WrittenBy.ShouldBe("processor-1");
    }

    [Fact]
    public async Task A_partition_that_Java_took_is_lost_and_fenced()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = OpenJedis(server);
        PartitionOwnership held = await WinAsync(store);
        await WriteAsync(store, 5, held.Epoch);

        await JavaClaimsAsync(server, "0", "java-1");

        (await WriteAsync(store, 6, held.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
        (await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", held.Version)], Token)).Items.ShouldBeEmpty();
        PartitionOwnership seen = (await store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem();
        seen.OwnerId.ShouldBe("java-1");
        seen.Epoch.ShouldBe(held.Epoch + 1);
    }

    [Fact]
    public async Task A_partition_is_taken_back_from_Java_only_as_it_was_seen()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = OpenJedis(server);
        await JavaClaimsAsync(server, "0", "java-1", time: 1_767_225_600_000);
        PartitionOwnership seen = (await store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem();
        await JavaClaimsAsync(server, "0", "java-1", time: 1_767_225_610_000);

        (await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", seen.Version)], Token)).Items.ShouldBeEmpty();
        seen = (await store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem();
        PartitionOwnership won = await WinAsync(store, version: seen.Version);

        won.Epoch.ShouldBe(seen.Epoch + 1);
        (await WriteAsync(store, 0, won.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_checkpoint_of_Javas_counts_when_it_is_ahead_and_even_when_it_is_behind()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = OpenJedis(server);
        PartitionOwnership held = await WinAsync(store);
        await WriteAsync(store, 5, held.Epoch);
        await JavaWritesAsync(server, "0", "\"offset\":9,\"sequenceNumber\":9");

        (await WriteAsync(store, 8, held.Epoch)).ShouldBe(CheckpointOutcome.Stale);
        (await WriteAsync(store, 10, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        await JavaWritesAsync(server, "0", "\"offset\":3,\"sequenceNumber\":3");

        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull().SequenceNumber.ShouldBe(3);
        (await WriteAsync(store, 4, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_rewind_is_one_that_Java_sees_too()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = OpenJedis(server);
        await JavaClaimsAsync(server, "0", "java-1");
        await JavaWritesAsync(server, "0", "\"offset\":9,\"sequenceNumber\":9");

        PartitionRewound rewound = (await store.RewindAsync(Group, [new PartitionRewind("0", 4, null, "operator")], Token)).Items.ShouldHaveSingleItem();

        rewound.PreviousOwnerId.ShouldBe("java-1");
        rewound.Previous.ShouldNotBeNull().SequenceNumber.ShouldBe(9);
        (await server.CommandAsync("HGET", SetKey + "/0", "partitionOwnership")).ShouldContain("\"ownerId\":\"\"");
        (await server.CommandAsync("HGET", SetKey + "/0", "checkpoint")).ShouldEndWith("\"sequenceNumber\":4}");
    }

    [Theory]
    [InlineData("größe/3")]
    [InlineData("back\\slash")]
    [InlineData("quote\"")]
    [InlineData("*")]
    public async Task A_partition_of_any_name_is_kept_apart(string partition)
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = OpenJedis(server);
        await WinAsync(store, "0");

        PartitionOwnership held = await WinAsync(store, partition);

        (await WriteAsync(store, 1, held.Epoch, partition)).ShouldBe(CheckpointOutcome.Written);
        (await store.ListOwnershipAsync(Group, Token)).Items.Select(item => item.PartitionId).ShouldBe(["0", partition], ignoreOrder: true);
        (await store.ListCheckpointsAsync(Group, Token)).Items.ShouldHaveSingleItem().PartitionId.ShouldBe(partition);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("{}")]
    [InlineData("{\"ownerId\":7,\"lastModifiedTime\":1}")]
    [InlineData("{\"ownerId\":\"java\",\"lastModifiedTime\":\"now\"}")]
    public async Task A_damaged_text_in_Javas_field_stops_its_partition_alone(string text)
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = OpenJedis(server);
        PartitionOwnership held = await WinAsync(store);
        await WinAsync(store, "good");
        await server.CommandAsync("HSET", SetKey + "/0", "partitionOwnership", text);

        PartitionResults<PartitionOwnership> listed = await store.ListOwnershipAsync(Group, Token);
        PartitionResults<PartitionOwnership> claimed = await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", held.Version)], Token);

        listed.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        listed.Faults.ShouldHaveSingleItem().PartitionId.ShouldBe("0");
        claimed.Items.ShouldBeEmpty();
        claimed.Faults.ShouldHaveSingleItem();
        (await server.CommandAsync("HGET", SetKey + "/0", "partitionOwnership")).ShouldBe(text);
    }

    private RedisCheckpointStore OpenJedis(RedisServer server) => Open(server, change: options =>
    {
        options.Layout = RedisLayout.Jedis;
        options.JedisGroups.Add(SetKey);
    });

    /// <summary>What Java's store does when it claims: it compares nothing.</summary>
    private static async Task JavaClaimsAsync(RedisServer server, string partition, string owner, long? time = null)
    {
        long modified = time ?? TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() * 1000;
        await server.CommandAsync("SADD", SetKey, $"{SetKey}/{partition}");
        await server.CommandAsync("HSET", $"{SetKey}/{partition}", "partitionOwnership", Java(partition, $"\"ownerId\":\"{owner}\",\"lastModifiedTime\":{modified},\"eTag\":\"\""));
    }

    private static Task JavaWritesAsync(RedisServer server, string partition, string position) =>
        server.CommandAsync("HSET", $"{SetKey}/{partition}", "checkpoint", Java(partition, position));

    private static string Java(string partition, string members) =>
        $"{{\"fullyQualifiedNamespace\":\"contoso.servicebus.windows.net\",\"eventHubName\":\"Orders\",\"consumerGroup\":\"$Default\",\"partitionId\":\"{partition}\",{members}}}";
}
