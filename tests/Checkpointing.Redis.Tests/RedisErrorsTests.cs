using Checkpointing.Resilience;
using Checkpointing.Tests.Services;
using StackExchange.Redis;

namespace Checkpointing.Redis.Tests;

/// <summary>What the server's refusals become, met at the server itself.</summary>
public sealed class RedisErrorsTests : RedisTest
{
    private static readonly Action<RedisCheckpointStoreOptions> OneAttempt = options => options.Resilience = new StoreResilienceOptions { MaxRetries = 0 };

    [Theory]
    [InlineData("")]
    [InlineData(",password=wrong-secret")]
    public async Task A_missing_or_a_wrong_password_is_permanent_and_not_told(string parameters)
    {
        RedisServer server = await StartAsync("--requirepass", "right-secret");

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => WinAsync(Open(server, parameters)));

        exception.Message.ShouldContain("refused the credentials");
        exception.IsTransient.ShouldBeFalse();
        exception.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public async Task The_right_password_is_let_in()
    {
        RedisServer server = await StartAsync("--requirepass", "right-secret");

        await WinAsync(Open(server, ",password=right-secret"));
    }

    [Fact]
    public async Task Full_memory_is_transient_and_says_what_to_do()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server, change: OneAttempt);
        PartitionOwnership held = await WinAsync(store);
        await server.CommandAsync("CONFIG", "SET", "maxmemory", "1");

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => WriteAsync(store, 1, held.Epoch));

        exception.Message.ShouldContain("maxmemory");
        exception.IsTransient.ShouldBeTrue();
        await server.CommandAsync("CONFIG", "SET", "maxmemory", "0");
        (await WriteAsync(store, 1, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    /// <summary>Servers before 7 tell of a command that failed within a script in these words.</summary>
    [Theory]
    [InlineData("READONLY You can't write against a read only replica.", "is a replica")]
    [InlineData("OOM command not allowed when used memory > 'maxmemory'.", "maxmemory")]
    [InlineData("MISCONF Redis is configured to save RDB snapshots, but it is currently not able to persist on disk.", "cannot write to its disk")]
    public async Task What_servers_before_7_say_of_a_command_within_a_script_is_understood_too(string error, string meaning)
    {
        ConnectionMultiplexer client = await ConnectAsync(await StartAsync());
        string text = $"ERR Error running script (call to f_4ca238f611c9d0ae4e9a75a5dbac22aedc1e44a0): @user_script:24: @user_script: 24: -{error}";
        RedisServerException exception = await Should.ThrowAsync<RedisServerException>(
            () => client.GetDatabase().ScriptEvaluateAsync("return redis.error_reply(ARGV[1])", values: [text]));

        StoreFault fault = RedisErrors.Classify(exception).ShouldNotBeNull();

        exception.Message.ShouldStartWith(text);
        fault.Message.ShouldContain(meaning);
        fault.IsTransient.ShouldBeTrue();
        fault.MayHaveBeenApplied.ShouldBeFalse();
        RedisErrors.IsWrongServer(exception).ShouldBe(error.StartsWith("READONLY", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Too_few_replicas_for_the_server_are_transient()
    {
        RedisServer server = await StartAsync("--min-replicas-to-write", "1");

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => WinAsync(Open(server, change: OneAttempt)));

        exception.Message.ShouldContain("enough replicas");
        exception.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task A_script_that_keeps_the_server_busy_is_transient()
    {
        RedisServer server = await StartAsync("--busy-reply-threshold", "50");
        RedisCheckpointStore store = Open(server, change: OneAttempt);
        await WinAsync(store);
        ConnectionMultiplexer client = await ConnectAsync(server);
        Task<RedisResult> endless = client.GetDatabase().ScriptEvaluateAsync("while true do end");

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(async () =>
        {
            while (true)
            {
                await store.ReadCheckpointAsync(Group, "0", Token);
            }
        });

        exception.Message.ShouldContain("keeps the server busy");
        exception.IsTransient.ShouldBeTrue();
        await server.CommandAsync("SCRIPT", "KILL");
        await Should.ThrowAsync<RedisServerException>(() => endless);
        (await store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_server_that_became_a_replica_is_transient_and_used_again_when_it_is_primary_again()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server, change: OneAttempt);
        PartitionOwnership held = await WinAsync(store);
        await server.CommandAsync("REPLICAOF", "127.0.0.1", "1");

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => WinAsync(store, version: held.Version));
        await server.CommandAsync("REPLICAOF", "NO", "ONE");

        exception.IsTransient.ShouldBeTrue();
        (await InsistAsync(() => WinAsync(store, version: held.Version))).Epoch.ShouldBe(held.Epoch);
    }

    [Theory]
    [InlineData("LOADING Redis is loading the dataset in memory", true, false)]
    [InlineData("MASTERDOWN Link with MASTER is down", true, false)]
    [InlineData("CLUSTERDOWN The cluster is down", true, false)]
    [InlineData("TRYAGAIN Multiple keys request during rehashing of slot", true, false)]
    [InlineData("MISCONF Redis is configured to save RDB snapshots", true, false)]
    [InlineData("NOPERM this user has no permissions", false, false)]
    [InlineData("ERR user_script:1: Script attempted to access nonexistent global variable", false, true)]
    public async Task What_the_server_says_first_decides(string message, bool isTransient, bool mayHaveBeenApplied)
    {
        IDatabase database = (await ConnectAsync(await StartAsync())).GetDatabase();
        RedisServerException exception = await Should.ThrowAsync<RedisServerException>(
            () => database.ScriptEvaluateAsync("return redis.error_reply(ARGV[1])", values: [message]));

        StoreFault fault = RedisErrors.Classify(exception).ShouldNotBeNull();

        fault.IsTransient.ShouldBe(isTransient);
        fault.MayHaveBeenApplied.ShouldBe(mayHaveBeenApplied);
    }

    [Fact]
    public void What_is_not_the_clients_is_not_touched() => RedisErrors.Classify(new InvalidOperationException()).ShouldBeNull();
}
