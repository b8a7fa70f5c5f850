using Checkpointing.Tests.Services;

namespace Checkpointing.Redis.Tests;

/// <summary>Rule 11: a value that this version does not write is an error of its partition alone, and is never overwritten.</summary>
public sealed class RedisBadDataTests : RedisTest
{
    [Theory]
    [InlineData("garbage")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"v":2,"owner":"me","instance":"1","epoch":"1","version":"aa","modified":1}""")]
    [InlineData("""{"v":1,"owner":"me","instance":"1","epoch":"many","version":"aa","modified":1}""")]
    [InlineData("""{"v":1,"owner":"me","instance":"1","epoch":1,"version":"aa","modified":1}""")]
    [InlineData("""{"v":1,"owner":"me","instance":"1","epoch":"-1","version":"aa","modified":1}""")]
    [InlineData("""{"v":1,"owner":"me","instance":"1","epoch":"9223372036854775807","version":"aa","modified":1}""")]
    [InlineData("""{"v":1,"owner":"me","instance":"1","epoch":"1","modified":1}""")]
    [InlineData("""{"v":1,"instance":"1","epoch":"1","version":"aa","modified":1}""")]
    [InlineData("""{"v":1,"owner":"me","instance":7,"epoch":"1","version":"aa","modified":1}""")]
    [InlineData("""{"v":1,"owner":"me","instance":"1","epoch":"1","version":"aa","modified":"yesterday"}""")]
    [InlineData("""{"v":1,"owner":"me","instance":"1","epoch":"1","version":"aa","modified":638000000000000000}""")]
    [InlineData("""{"v":1,"owner":"me","instance":"1","epoch":"1","version":"aa","modified":1.5}""")]
    [InlineData("""{"v":1,"owner":"me","instance":"1","epoch":"1","version":"aa","modified":0767225600123}""")]
    [InlineData("""{"v":1,"owner":"me","instance":"1","epoch":"1","version":"aa","modified":0x19B77C0F07B}""")]
    [InlineData("""{"v":1,"owner":"me","instance":"1","epoch":"1","version":"aa","modified":1767225600123,"requestedBy":"you","requestedAt":0x19B77C0F07B}""")]
    [InlineData("""{"v":1,"owner":"me","instance":"1","epoch":"1","version":"aa","modified":1767225600123,"requestedBy":null,"requestedAt":1767225600123}""")]
    [InlineData("""{"v":1,"owner":"me","instance":"1","epoch":"1","version":"aa","modified":1767225600123,"requestedBy":"you","requestedAt":null}""")]
    [InlineData("""{"v":01,"owner":"me","instance":"1","epoch":"1","version":"aa","modified":1767225600123}""")]
    [InlineData("{\"v\":1,\"owner\":\"m\te\",\"instance\":\"1\",\"epoch\":\"1\",\"version\":\"aa\",\"modified\":1767225600123}")]
    public async Task A_damaged_ownership_record_stops_its_partition_alone(string value)
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server);
        PartitionOwnership good = await WinAsync(store, "good");
        await server.CommandAsync("HSET", OwnershipKey, "bad", value);

        PartitionResults<PartitionOwnership> listed = await store.ListOwnershipAsync(Group, Token);
        PartitionResults<PartitionOwnership> claimed = await store.ClaimOwnershipAsync(
            Group, [new OwnershipClaim("bad", "me", "1", null), new OwnershipClaim("good", "me", "1", good.Version)], Token);
        PartitionResults<CheckpointWriteResult> written = await store.WriteCheckpointsAsync(
            Group, [new CheckpointWrite("bad", 1, null, 1, "me"), new CheckpointWrite("good", 1, null, good.Epoch, "me")], Token);
        PartitionResults<PartitionRewound> rewound = await store.RewindAsync(
            Group, [new PartitionRewind("bad", 1, null, "me"), new PartitionRewind("good", 0, null, "me")], Token);

        listed.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        Fault(listed.Faults);
        claimed.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        Fault(claimed.Faults);
        written.Items.ShouldBe([new CheckpointWriteResult("good", CheckpointOutcome.Written)]);
        Fault(written.Faults);
        rewound.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        Fault(rewound.Faults);
        (await server.CommandAsync("HGET", OwnershipKey, "bad")).ShouldBe(value);
        (await server.CommandAsync("HEXISTS", CheckpointKey, "bad")).ShouldBe("0");
        (await store.DeleteGroupAsync(Group, Token)).ShouldBe(2);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("""{"v":2,"sequenceNumber":"1","epoch":"1","writer":"me","written":1}""")]
    [InlineData("""{"v":1,"sequenceNumber":"01","epoch":"1","writer":"me","written":1}""")]
    [InlineData("""{"v":1,"sequenceNumber":"far","epoch":"1","writer":"me","written":1}""")]
    [InlineData("""{"v":1,"sequenceNumber":"","epoch":"1","writer":"me","written":1}""")]
    [InlineData("""{"v":1,"sequenceNumber":12,"epoch":"1","writer":"me","written":1}""")]
    [InlineData("""{"v":1,"sequenceNumber":"9223372036854775808","epoch":"1","writer":"me","written":1}""")]
    [InlineData("""{"v":1,"sequenceNumber":"1","offset":1024,"epoch":"1","writer":"me","written":1}""")]
    [InlineData("""{"v":1,"sequenceNumber":"1","epoch":"1","writer":"me"}""")]
    [InlineData("""{"v":1,"sequenceNumber":"1","offset":"2","epoch":"1","writer":"me","written":0767225600123}""")]
    [InlineData("""{"v":1,"sequenceNumber":"1","epoch":"1","writer":"me","written":1.767e12}""")]
    public async Task A_damaged_checkpoint_stops_its_partition_alone(string value)
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server);
        PartitionOwnership held = await WinAsync(store, "bad");
        await WriteAsync(store, 1, epoch: 0, "good");
        await server.CommandAsync("HSET", CheckpointKey, "bad", value);

        CheckpointStoreException read = await Should.ThrowAsync<CheckpointStoreException>(() => store.ReadCheckpointAsync(Group, "bad", Token));
        PartitionResults<Checkpoint> listed = await store.ListCheckpointsAsync(Group, Token);
        PartitionResults<CheckpointWriteResult> written = await store.WriteCheckpointsAsync(Group, [new CheckpointWrite("bad", 5, null, held.Epoch, "me")], Token);
        PartitionResults<PartitionRewound> rewound = await store.RewindAsync(Group, [new PartitionRewind("bad", 1, null, "me")], Token);

        read.PartitionId.ShouldBe("bad");
        read.IsTransient.ShouldBeFalse();
        listed.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        Fault(listed.Faults);
        Fault(written.Faults);
        Fault(rewound.Faults);
        (await server.CommandAsync("HGET", CheckpointKey, "bad")).ShouldBe(value);
        (await store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem().OwnerId.ShouldBe("me");
    }

    /// <summary>The server's parser takes what JSON does not, and the rewind is made by then.</summary>
    [Fact]
    public async Task What_only_the_server_understands_hides_no_rewind_of_another_partition()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server);
        await server.CommandAsync("HSET", CheckpointKey, "bad", """{"v":1,"sequenceNumber":"1","epoch":"0","writer":"me","written":1,"other":nan}""");

        PartitionResults<PartitionRewound> rewound = await store.RewindAsync(
            Group, [new PartitionRewind("bad", 1, null, "me"), new PartitionRewind("good", 0, null, "me")], Token);

        rewound.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        Fault(rewound.Faults);
        rewound.Faults[0].MayHaveBeenApplied.ShouldBeTrue();
    }

    [Fact]
    public async Task A_long_value_is_named_by_its_beginning()
    {
        RedisServer server = await StartAsync();
        await server.CommandAsync("HSET", OwnershipKey, "bad", new string('x', 1000));

        CheckpointStoreException fault = (await Open(server).ListOwnershipAsync(Group, Token)).Faults.ShouldHaveSingleItem();

        fault.Message.ShouldContain(new string('x', 200));
        fault.Message.Length.ShouldBeLessThan(600);
    }

    [Fact]
    public async Task A_key_of_another_kind_is_an_error_that_says_so_and_stays()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server);
        await server.CommandAsync("SET", OwnershipKey, "somebody's");

        CheckpointStoreException claim = await Should.ThrowAsync<CheckpointStoreException>(() => WinAsync(store));
        CheckpointStoreException write = await Should.ThrowAsync<CheckpointStoreException>(() => WriteAsync(store, 1, 0));
        CheckpointStoreException delete = await Should.ThrowAsync<CheckpointStoreException>(() => store.DeleteGroupAsync(Group, Token));

        foreach (CheckpointStoreException exception in new[] { claim, write, delete })
        {
            exception.Message.ShouldContain("is no hash");
            exception.IsTransient.ShouldBeFalse();
            exception.MayHaveBeenApplied.ShouldBeFalse();
        }

        (await server.CommandAsync("GET", OwnershipKey)).ShouldBe("somebody's");
    }

    private static void Fault(IReadOnlyList<CheckpointStoreException> faults)
    {
        CheckpointStoreException fault = faults.ShouldHaveSingleItem();
        fault.PartitionId.ShouldBe("bad");
        fault.IsTransient.ShouldBeFalse();
        fault.Message.ShouldContain("It was left as it is");
    }
}
