using Checkpointing.Resilience;
using Checkpointing.Tests.Services;

namespace Checkpointing.Redis.Tests;

/// <summary>Rule 8: a store whose server may lose what it acknowledged says so.</summary>
public sealed class RedisDurabilityTests : RedisTest
{
    [Fact]
    public async Task A_durable_server_is_passed_over_in_silence()
    {
        RedisServer server = await StartAsync();
        RecordingLogger<RedisCheckpointStore> log = new();
        RedisCheckpointStore store = Open(server, logger: log);

        await WinAsync(store);

        (await store.VerifyAsync(Token)).ShouldBeEmpty();
        log.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("appendonly", "no", "keeps no append-only file", false)]
    [InlineData("appendfsync", "everysec", "'appendfsync everysec'", false)]
    [InlineData("maxmemory-policy", "allkeys-lru", "maxmemory-policy allkeys-lru", true)]
    public async Task What_endangers_acknowledged_checkpoints_is_found_and_logged_once(string setting, string value, string expected, bool isError)
    {
        RedisServer server = await StartAsync($"--{setting}", value);
        RecordingLogger<RedisCheckpointStore> log = new();
        RedisCheckpointStore store = Open(server, logger: log);

        PartitionOwnership held = await WinAsync(store);
        await WriteAsync(store, 1, held.Epoch);

        StoreFinding finding = (await store.VerifyAsync(Token)).ShouldHaveSingleItem();
        finding.Message.ShouldContain(expected);
        finding.IsError.ShouldBe(isError);
        log.Messages.ShouldHaveSingleItem().ShouldBe($"Warning: {finding.Message}");
    }

    [Fact]
    public async Task Replicas_are_found_for_they_follow_asynchronously()
    {
        RedisServer server = await StartAsync("--repl-diskless-sync-delay", "0");
        await ReplicaOfAsync(server);

        (await Open(server).VerifyAsync(Token)).ShouldHaveSingleItem().Message.ShouldContain("followed by 1 replica(s) asynchronously");
    }

    [Fact]
    public async Task A_change_that_too_few_replicas_confirmed_may_have_been_applied()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server, change: options =>
        {
            options.WaitForReplicas = 1;
            options.WaitForReplicasTimeout = TimeSpan.FromMilliseconds(20);
            options.Resilience = new StoreResilienceOptions { MaxRetries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) };
        });

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => WriteAsync(store, 1, 0));

        exception.Message.ShouldContain("0 of 1 replicas confirmed the change");
        exception.IsTransient.ShouldBeTrue();
        exception.MayHaveBeenApplied.ShouldBeTrue();
        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull().SequenceNumber.ShouldBe(1);
    }

    [Fact]
    public async Task A_change_that_is_acknowledged_after_waiting_is_at_the_replica()
    {
        RedisServer server = await StartAsync("--repl-diskless-sync-delay", "0");
        RedisServer replica = await ReplicaOfAsync(server);
        RedisCheckpointStore store = Open(server, change: options =>
        {
            options.WaitForReplicas = 1;
            options.WaitForReplicasTimeout = TimeSpan.FromSeconds(4);
        });

        PartitionOwnership held = await WinAsync(store);
        for (int position = 0; position < 20; position++)
        {
            (await WriteAsync(store, position, held.Epoch)).ShouldBe(CheckpointOutcome.Written);

            (await replica.CommandAsync("HGET", CheckpointKey, "0")).ShouldContain($"\"sequenceNumber\":\"{position}\"");
        }
    }

    [Fact]
    public async Task An_unreachable_server_is_a_finding_and_not_an_exception()
    {
        RedisServer server = await StartAsync();
        await server.KillAsync();
        RedisCheckpointStore store = Open(server, change: options => options.Resilience = new StoreResilienceOptions { MaxRetries = 0 });

        StoreFinding finding = (await store.VerifyAsync(Token)).ShouldHaveSingleItem();

        finding.IsError.ShouldBeTrue();
        finding.Message.ShouldContain(server.EndPoint.ToString());
    }

    private async Task<RedisServer> ReplicaOfAsync(RedisServer server)
    {
        RedisServer replica = await StartAsync("--replicaof", $"127.0.0.1 {server.EndPoint.Port}");
        while (!(await server.CommandAsync("INFO", "replication")).Contains("state=online", StringComparison.Ordinal))
        {
            Token.ThrowIfCancellationRequested();
        }

        return replica;
    }
}
