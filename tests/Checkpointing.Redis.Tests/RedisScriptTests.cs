using Checkpointing.Tests.Services;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Checkpointing.Redis.Tests;

/// <summary>The scripts: exact numbers, lost scripts, and attempts that are repeated because an answer was lost.</summary>
public sealed class RedisScriptTests : RedisTest
{
    private static readonly long[] Numbers =
    [
        -1, 0, 1, 9, 10, 11, 99, 100, 9_007_199_254_740_991, 9_007_199_254_740_992, 9_007_199_254_740_993, 999_999_999_999_999_999,
        1_000_000_000_000_000_000, long.MaxValue - 1, long.MaxValue,
    ];

    private static readonly RedisScripts Scripts = new("hashes");

    [Fact]
    public async Task Positions_of_64_bits_are_compared_exactly()
    {
        RedisCheckpointStore store = Open(await StartAsync());
        (string Partition, long Stored, long Written)[] pairs =
            [.. Numbers.SelectMany(stored => Numbers.Where(written => written >= 0).Select(written => ($"{stored} {written}", stored, written)))];
        PartitionResults<PartitionRewound> rewound = await store.RewindAsync(
            Group, [.. pairs.Select(pair => new PartitionRewind(pair.Partition, pair.Stored, null, "me"))], Token);

        PartitionResults<CheckpointWriteResult> results = await store.WriteCheckpointsAsync(
            Group, [.. pairs.Select(pair => new CheckpointWrite(pair.Partition, pair.Written, null, 1, "me"))], Token);

        rewound.Items.ShouldAllBe(item => item.Epoch == 1);
        results.Faults.ShouldBeEmpty();
        results.Items.Zip(pairs).ShouldAllBe(item => (item.First.Outcome == CheckpointOutcome.Written) == (item.Second.Written > item.Second.Stored));
        foreach (Checkpoint checkpoint in (await store.ListCheckpointsAsync(Group, Token)).Items)
        {
            checkpoint.SequenceNumber.ShouldBe(checkpoint.PartitionId.Split(' ').Max(text => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture)));
        }
    }

    [Fact]
    public async Task Positions_of_64_bits_are_compared_exactly_also_one_by_one()
    {
        RedisCheckpointStore store = Open(await StartAsync());
        foreach (long stored in Numbers)
        {
            foreach (long written in Numbers.Where(written => written >= 0))
            {
                PartitionResults<PartitionRewound> rewound = await store.RewindAsync(Group, [new PartitionRewind("0", stored, "1", "me")], Token);
                CheckpointWrite write = new("0", written, "2", rewound.Items.ShouldHaveSingleItem().Epoch, "me");

                CheckpointOutcome outcome = (await store.WriteCheckpointsAsync(Group, [write], Token)).Items.ShouldHaveSingleItem().Outcome;

                outcome.ShouldBe(written > stored ? CheckpointOutcome.Written : CheckpointOutcome.Stale);
                (await store.ReadCheckpointAsync(Group, "0", Token))!.SequenceNumber.ShouldBe(Math.Max(stored, written));
            }
        }
    }

    [Theory]
    [InlineData("with / and \\", "me")]
    [InlineData("with \" quote", "me")]
    [InlineData("line\nbreak, del\u007f, zero\0", "me")]
    [InlineData("1", "with \" and /")]
    [InlineData("größer ✓", "größer ✓")]
    [InlineData(null, "me")]
    public async Task Texts_of_any_kind_are_stored_as_they_are(string? offset, string writer)
    {
        RedisCheckpointStore store = Open(await StartAsync());
        PartitionOwnership held = await WinAsync(store, owner: writer);
        held = await WinAsync(store, owner: writer, version: held.Version);
        held.Epoch.ShouldBe(1);
        foreach (long sequenceNumber in (long[])[1, 2])
        {
            PartitionResults<CheckpointWriteResult> written = await store.WriteCheckpointsAsync(
                Group, [new CheckpointWrite("0", sequenceNumber, offset, held.Epoch, writer)], Token);

            written.Items.ShouldHaveSingleItem().Outcome.ShouldBe(CheckpointOutcome.Written);
            Checkpoint? stored = await store.ReadCheckpointAsync(Group, "0", Token);
            stored!.Offset.ShouldBe(offset);
            stored.WrittenBy.ShouldBe(writer);
        }

        (await store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem().OwnerId.ShouldBe(writer);
    }

    [Fact]
    public async Task An_owner_whose_name_looks_like_a_record_renews_nobody_elses()
    {
        RedisCheckpointStore store = Open(await StartAsync());
        PartitionOwnership held = await WinAsync(store, owner: "a");
        string forged = "a\",\"instance\":\"1\",\"epoch\":\"1";

        PartitionOwnership taken = await WinAsync(store, owner: forged, version: held.Version);

        taken.Epoch.ShouldBe(2);
        (await store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem().OwnerId.ShouldBe(forged);
    }

    [Fact]
    public async Task A_batch_of_all_kinds_of_claims_renews_what_is_to_be_renewed()
    {
        RedisCheckpointStore store = Open(await StartAsync());
        PartitionOwnership kept = await WinAsync(store, "kept");
        PartitionOwnership asked = await WinAsync(store, "asked");
        PartitionOwnership left = await WinAsync(store, "left");
        PartitionOwnership theirs = await WinAsync(store, "theirs", owner: "you");
        await WinAsync(store, "lost");
        await store.RequestOwnershipAsync(Group, [new OwnershipRequest("asked", "me", "you")], Token);

        PartitionResults<PartitionOwnership> results = await store.ClaimOwnershipAsync(
            Group,
            [
                new OwnershipClaim("kept", "me", "1", kept.Version), new OwnershipClaim("asked", "me", "1", asked.Version),
                new OwnershipClaim("left", "", "1", left.Version), new OwnershipClaim("theirs", "me", "1", theirs.Version),
                new OwnershipClaim("lost", "me", "1", "0123456789abcdef"), new OwnershipClaim("first", "me", "1", null),
            ],
            Token);

        results.Faults.ShouldBeEmpty();
        results.Items.Select(item => (item.PartitionId, item.OwnerId, item.Epoch, item.RequestedBy)).ShouldBe(
            [("kept", "me", 1L, null), ("asked", "me", 1L, "you"), ("left", "", 1L, null), ("theirs", "me", 2L, null), ("first", "me", 1L, null)], ignoreOrder: true);
    }

    [Fact]
    public async Task Scripts_that_were_flushed_are_sent_again()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server);
        PartitionOwnership held = await WinAsync(store);

        await server.CommandAsync("SCRIPT", "FLUSH");

        held = await WinAsync(store, version: held.Version);
        await server.CommandAsync("SCRIPT", "FLUSH");
        (await WriteAsync(store, 1, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_batch_of_5000_partitions_is_one_request_and_so_is_their_list()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server);
        await WinAsync(store, "warm");
        await store.ListOwnershipAsync(Group, Token);
        await server.CommandAsync("CONFIG", "RESETSTAT");

        PartitionResults<PartitionOwnership> claimed = await store.ClaimOwnershipAsync(
            Group, [.. Enumerable.Range(0, 5000).Select(number => new OwnershipClaim($"{number}", "me", "1", null))], Token);

        claimed.Items.Count.ShouldBe(5000);
        (await store.ListOwnershipAsync(Group, Token)).Items.Count.ShouldBe(5001);
        string statistics = await server.CommandAsync("INFO", "commandstats");
        statistics.ShouldContain("cmdstat_evalsha:calls=2,", Case.Sensitive, statistics);
        statistics.ShouldNotContain("cmdstat_eval:");
    }

    /// <remarks>More than any event hub has partitions. A batch that is not made as a whole takes a command, and several times as long, for each of them.</remarks>
    [Fact]
    public async Task A_batch_of_3000_usual_renewals_or_checkpoints_is_stored_by_one_command()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server);
        string[] partitions = [.. Enumerable.Range(0, 3000).Select(number => $"{number}")];
        PartitionResults<PartitionOwnership> held = await store.ClaimOwnershipAsync(Group, [.. partitions.Select(id => new OwnershipClaim(id, "me", "1", null))], Token);
        await server.CommandAsync("CONFIG", "RESETSTAT");

        PartitionResults<PartitionOwnership> renewed = await store.ClaimOwnershipAsync(
            Group, [.. held.Items.Select(item => new OwnershipClaim(item.PartitionId, "me", "1", item.Version))], Token);
        PartitionResults<CheckpointWriteResult> written = await store.WriteCheckpointsAsync(
            Group, [.. partitions.Select(id => new CheckpointWrite(id, 1, "1", 1, "me"))], Token);

        renewed.Items.Count.ShouldBe(3000);
        written.Items.Count(item => item.Outcome == CheckpointOutcome.Written).ShouldBe(3000);
        (await store.ListCheckpointsAsync(Group, Token)).Items.Count.ShouldBe(3000);
        (await server.CommandAsync("INFO", "commandstats")).ShouldContain("cmdstat_hset:calls=2,");
    }

    [Fact]
    public async Task A_claim_whose_answer_was_lost_is_won_once()
    {
        RedisServer server = await StartAsync();
        RedisConnection connection = Connection(server);
        RedisValue[] batch = RedisBatches.Claims([new OwnershipClaim("0", "me", "1", null)]);

        string[] first = await RunAsync(connection, Scripts.ClaimOwnership, [OwnershipKey, CheckpointKey], batch);
        string[] second = await RunAsync(connection, Scripts.ClaimOwnership, [OwnershipKey, CheckpointKey], batch);

        first[1].ShouldBe($"1 {first[0]}");
        second[1..].ShouldBe(first[1..]);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_written_and_the_same_write_anew_is_stale()
    {
        RedisServer server = await StartAsync();
        RedisConnection connection = Connection(server);
        CheckpointWrite[] writes = [new("0", 5, "offset", 0, "me")];
        await RunAsync(connection, Scripts.WriteCheckpoints, [OwnershipKey, CheckpointKey], RedisBatches.Writes(writes, RedisBatches.First));

        (await RunAsync(connection, Scripts.WriteCheckpoints, [OwnershipKey, CheckpointKey], RedisBatches.Writes(writes, RedisBatches.Repeated)))
            .ShouldBe(["written", ""]);
        (await RunAsync(connection, Scripts.WriteCheckpoints, [OwnershipKey, CheckpointKey], RedisBatches.Writes(writes, RedisBatches.First)))
            .ShouldBe(["stale", ""]);
        CheckpointWrite[] others = [writes[0] with { WrittenBy = "you" }];
        (await RunAsync(connection, Scripts.WriteCheckpoints, [OwnershipKey, CheckpointKey], RedisBatches.Writes(others, RedisBatches.Repeated)))
            .ShouldBe(["stale", ""]);
    }

    [Fact]
    public async Task A_rewind_whose_answer_was_lost_is_made_once_and_tells_what_it_found()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server);
        await WriteAsync(store, 100, (await WinAsync(store)).Epoch);
        RedisConnection connection = Connection(server);
        RedisValue[] batch = RedisBatches.Rewinds([new RedisRewind(new PartitionRewind("0", 50, null, "operator"), "p", (await store.ListOwnershipAsync(Group, Token)).Items[0].Version)]);

        string[] first = await RunAsync(connection, Scripts.Rewind, [OwnershipKey, CheckpointKey], batch);
        string[] second = await RunAsync(connection, Scripts.Rewind, [OwnershipKey, CheckpointKey], batch);

        first[1..4].ShouldBe(["rewound", "2", "me"]);
        first[4].ShouldContain("\"sequenceNumber\":\"100\"");
        second[1..].ShouldBe(first[1..]);
    }

    [Fact]
    public async Task A_rewind_whose_look_is_no_longer_true_changes_nothing_and_tells_what_is_there()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server);
        PartitionOwnership seen = await WinAsync(store);
        PartitionOwnership present = await WinAsync(store, owner: "other", version: seen.Version);
        RedisRewind late = new(new PartitionRewind("0", 50, null, "operator"), "aa", seen.Version);

        string[] answer = await RunAsync(Connection(server), Scripts.Rewind, [OwnershipKey, CheckpointKey], RedisBatches.Rewinds([late]));

        answer[1..].ShouldBe(["open", present.Version, "", ""]);
        (await store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem().Version.ShouldBe(present.Version);
        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldBeNull();
    }

    [Fact]
    public void The_version_of_a_rewind_lasts_until_somebody_has_overtaken_it()
    {
        RedisRewind rewind = new(new PartitionRewind("0", 50, null, "operator"), "aa", "11");

        rewind.From("11").NewVersion.ShouldBe("aa", "an earlier attempt may be under way");
        RedisRewind anew = rewind.From("22");
        anew.Version.ShouldBe("22");
        anew.NewVersion.ShouldNotBe("aa", "no version ever comes back");
    }

    [Fact]
    public async Task Nothing_ever_expires()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server);
        await WriteAsync(store, 1, (await WinAsync(store)).Epoch);
        await store.RewindAsync(Group, [new PartitionRewind("0", 0, null, "me")], Token);

        (await server.CommandAsync("TTL", OwnershipKey)).ShouldBe("-1");
        (await server.CommandAsync("TTL", CheckpointKey)).ShouldBe("-1");
        (await server.CommandAsync("DBSIZE")).ShouldBe("2");
    }

    private RedisConnection Connection(RedisServer server) => Own(new RedisConnection(
        new RedisCheckpointStoreOptions { ConnectionString = server.EndPoint.ToString() }, given: null, TimeProvider.System, NullLogger.Instance));

    private static async Task<string[]> RunAsync(RedisConnection connection, RedisScript script, RedisKey[] keys, RedisValue[] arguments) =>
        RedisAnswers.Texts(await connection.RunAsync(script, keys, arguments, isChange: true, CommandFlags.None, Token));
}
