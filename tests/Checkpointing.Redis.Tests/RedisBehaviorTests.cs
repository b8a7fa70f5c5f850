using System.Diagnostics;
using System.Globalization;
using Checkpointing.Tests.Services;
using StackExchange.Redis;

namespace Checkpointing.Redis.Tests;

/// <summary>What the store relies on in the server and in the client, proven against both.</summary>
public sealed class RedisBehaviorTests : RedisTest
{
    [Fact]
    public async Task Nothing_comes_between_the_steps_of_a_script()
    {
        RedisServer server = await StartAsync();
        ConnectionMultiplexer[] clients = [await ConnectAsync(server), await ConnectAsync(server), await ConnectAsync(server), await ConnectAsync(server)];

        await Task.WhenAll(clients.SelectMany(client => Enumerable.Range(0, 100).Select(_ => client.GetDatabase().ScriptEvaluateAsync(
            "local n = tonumber(redis.call('GET', KEYS[1]) or '0') for i = 1, 1000 do n = n + 1 end redis.call('SET', KEYS[1], n) return n", ["counter"]))));

        ((long)await clients[0].GetDatabase().StringGetAsync("counter")).ShouldBe(400_000);
    }

    [Fact]
    public async Task What_a_script_wrote_before_it_failed_stays_written()
    {
        IDatabase database = (await ConnectAsync(await StartAsync())).GetDatabase();

        await Should.ThrowAsync<RedisServerException>(() => database.ScriptEvaluateAsync("redis.call('SET', KEYS[1], 'half') error('no more')", ["key"]));

        ((string?)await database.StringGetAsync("key")).ShouldBe("half");
    }

    [Fact]
    public async Task A_script_can_ask_for_the_time_and_then_write()
    {
        IDatabase database = (await ConnectAsync(await StartAsync())).GetDatabase();

        long before = await TimeAsync(database);
        RedisValue[] within = (RedisValue[])(await database.ScriptEvaluateAsync("local t = redis.call('TIME') redis.call('SET', KEYS[1], t[1]) return t", ["key"]))!;
        long after = await TimeAsync(database);

        (((long)within[0] * 1_000_000) + (long)within[1]).ShouldBeInRange(before, after);
    }

    [Fact]
    public async Task A_script_that_the_server_does_not_know_is_NOSCRIPT_and_a_flush_makes_it_forget()
    {
        RedisServer server = await StartAsync();
        IDatabase database = (await ConnectAsync(server)).GetDatabase();
        await Should.ThrowAsync<RedisServerException>(() => database.ScriptEvaluateAsync(RedisScript.ListNodes.Hash, ["key"]));
        await database.ScriptEvaluateAsync(RedisScript.ListNodes.Text, ["key"], flags: CommandFlags.NoScriptCache);
        await database.ScriptEvaluateAsync(RedisScript.ListNodes.Hash, ["key"]);

        await server.CommandAsync("SCRIPT", "FLUSH");

        RedisErrors.IsUnknownScript(await Should.ThrowAsync<RedisServerException>(
            () => database.ScriptEvaluateAsync(RedisScript.ListNodes.Hash, ["key"]))).ShouldBeTrue();
    }

    [Fact]
    public async Task The_hash_is_the_name_that_the_server_gives_the_script()
    {
        string name = await (await StartAsync()).CommandAsync("SCRIPT", "LOAD", RedisScript.ServerInfo.Text);

        name.ShouldBe(Convert.ToHexStringLower(RedisScript.ServerInfo.Hash));
    }

    [Fact]
    public async Task Numbers_in_scripts_and_in_their_JSON_lose_digits_and_texts_do_not()
    {
        IDatabase database = (await ConnectAsync(await StartAsync())).GetDatabase();

        ((string?)await database.ScriptEvaluateAsync("return tostring(9007199254740993 == 9007199254740992)")).ShouldBe("true");
        ((string?)await database.ScriptEvaluateAsync("return cjson.encode(cjson.decode('[9223372036854775807]'))")).ShouldBe("[9.2233720368548e+18]");
        ((string?)await database.ScriptEvaluateAsync("return cjson.encode(cjson.decode('[\"9223372036854775807\"]'))")).ShouldBe("[\"9223372036854775807\"]");
    }

    [Fact]
    public async Task HGETALL_is_whole_however_many_fields_there_are()
    {
        IDatabase database = (await ConnectAsync(await StartAsync())).GetDatabase();
        await database.HashSetAsync("hash", [.. Enumerable.Range(0, 5000).Select(field => new HashEntry(field, new string('x', 200)))]);

        RedisValue[] all = (RedisValue[])(await database.ScriptEvaluateAsync("return redis.call('HGETALL', KEYS[1])", ["hash"]))!;

        all.Length.ShouldBe(10_000);
    }

    [Fact]
    public async Task SCAN_runs_within_a_script_and_finds_keys_by_an_escaped_pattern()
    {
        RedisServer server = await StartAsync();
        IDatabase database = (await ConnectAsync(server)).GetDatabase();
        foreach (string key in new[] { "a*b:{x/y/z}:ownership", "aab:{x/y/z}:ownership", "a*b:other" })
        {
            await database.StringSetAsync(key, "");
        }

        string[] answer = RedisAnswers.Texts(await database.ScriptEvaluateAsync(
            RedisScript.ScanKeys.Text, ["a*b:"], ["0", new RedisKeys("a*b:").Pattern, 100]));

        answer.ShouldBe(["0", "a*b:{x/y/z}:ownership"]);
    }

    [Fact]
    public async Task WAIT_counts_the_replicas_that_confirmed_and_is_refused_in_scripts()
    {
        IDatabase database = (await ConnectAsync(await StartAsync())).GetDatabase();

        ((int)await database.ExecuteAsync("WAIT", 1, 10)).ShouldBe(0);
        await Should.ThrowAsync<RedisServerException>(() => database.ScriptEvaluateAsync("return redis.call('WAIT', 1, 10)"));
    }

    [Fact]
    public async Task CONFIG_GET_overlooks_names_that_mean_nothing()
    {
        IDatabase database = (await ConnectAsync(await StartAsync())).GetDatabase();

        RedisAnswers.Texts(await database.ExecuteAsync("CONFIG", "GET", "appendfsync", "checkpointing:{0}:probe")).ShouldBe(["appendfsync", "always"]);
    }

    [Fact]
    public async Task A_request_without_a_connection_fails_at_once_and_is_never_sent()
    {
        RedisServer server = await StartAsync();
        ConnectionMultiplexer client = await ConnectAsync(server, ",abortConnect=false");
        await server.KillAsync();
        await Should.ThrowAsync<RedisConnectionException>(async () =>
        {
            while (true)
            {
                await client.GetDatabase().PingAsync();
            }
        });

        Stopwatch waited = Stopwatch.StartNew();
        RedisConnectionException refused = await Should.ThrowAsync<RedisConnectionException>(() => client.GetDatabase().StringSetAsync("key", "value"));
        waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        RedisErrors.Classify(refused).ShouldNotBeNull().IsTransient.ShouldBeTrue();
        await server.StartAgainAsync();

        (await server.CommandAsync("EXISTS", "key")).ShouldBe("0");
    }

    [Fact]
    public async Task What_was_acknowledged_with_appendfsync_always_survives_a_kill()
    {
        RedisServer server = await StartAsync();
        IDatabase database = (await ConnectAsync(server)).GetDatabase();
        await database.ScriptEvaluateAsync("return redis.call('HSET', KEYS[1], 'field', ARGV[1])", ["hash"], ["kept"]);

        await server.KillAsync();
        await server.StartAgainAsync();

        (await server.CommandAsync("HGET", "hash", "field")).ShouldBe("kept");
    }

    private static async Task<long> TimeAsync(IDatabase database)
    {
        RedisValue[] time = (RedisValue[])(await database.ExecuteAsync("TIME"))!;
        return (long.Parse((string)time[0]!, CultureInfo.InvariantCulture) * 1_000_000) + (long)time[1];
    }
}
