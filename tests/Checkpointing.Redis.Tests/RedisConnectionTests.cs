using System.Globalization;
using Checkpointing.Tests.Services;
using StackExchange.Redis;

namespace Checkpointing.Redis.Tests;

public sealed class RedisConnectionTests : RedisTest
{
    [Fact]
    public async Task A_server_that_is_down_at_the_start_is_a_transient_fault_and_is_found_when_it_comes()
    {
        RedisServer server = await StartAsync();
        await server.KillAsync();
        RedisCheckpointStore store = Open(server);

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => WinAsync(store));
        await server.StartAgainAsync();

        exception.IsTransient.ShouldBeTrue();
        exception.MayHaveBeenApplied.ShouldBeFalse();
        await InsistAsync(() => WinAsync(store));
    }

    [Fact]
    public async Task A_restart_is_survived_with_the_scripts_gone()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server);
        PartitionOwnership held = await WinAsync(store);

        for (int round = 1; round <= 3; round++)
        {
            await server.KillAsync();
            await server.StartAgainAsync();

            (await InsistAsync(() => WriteAsync(store, round, held.Epoch))).ShouldBe(CheckpointOutcome.Written);
        }
    }

    [Fact]
    public async Task The_programs_own_connection_is_used_and_stays_open()
    {
        RedisServer server = await StartAsync();
        ConnectionMultiplexer client = await ConnectAsync(server);
        RedisCheckpointStore store = new(client);
        await WinAsync(store);

        await store.DisposeAsync();

        (await client.GetDatabase().HashLengthAsync(OwnershipKey)).ShouldBe(1);
    }

    [Fact]
    public async Task A_disposed_store_says_so_and_has_closed_its_connection()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server);
        await WinAsync(store);

        await store.DisposeAsync();
        await store.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => store.ListOwnershipAsync(Group, Token));
        while ((await server.CommandAsync("CLIENT", "LIST")).Split('\n').Length > 1)
        {
            Token.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task Calls_that_begin_together_share_one_connection()
    {
        RedisServer server = await StartAsync();
        RedisCheckpointStore store = Open(server, ",name=shared");

        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => WinAsync(store, number.ToString(CultureInfo.InvariantCulture))));

        // The client has a second one for notifications.
        (await server.CommandAsync("CLIENT", "LIST")).Split('\n').Count(line => line.Contains("name=shared", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task A_caller_that_blocks_after_an_answer_does_not_hold_up_other_answers()
    {
        RedisCheckpointStore store = Open(await StartAsync());
        await WinAsync(store);
        using ManualResetEventSlim released = new();
        TaskCompletionSource blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task blocking = Task.Run(
            async () =>
            {
                await store.ReadCheckpointAsync(Group, "0", Token).ConfigureAwait(false);
                blocked.SetResult();
                released.Wait(Token);
            },
            Token);
        await blocked.Task;

        await store.ListOwnershipAsync(Group, Token);

        blocking.IsCompleted.ShouldBeFalse();
        released.Set();
        await blocking;
    }

    [Fact]
    public async Task Another_database_is_another_place()
    {
        RedisServer server = await StartAsync();
        await WinAsync(Open(server));
        RedisCheckpointStore other = Open(server, change: options => options.Database = 3);

        (await other.ListOwnershipAsync(Group, Token)).Items.ShouldBeEmpty();
        (await other.ListGroupsAsync(Token)).ShouldBeEmpty();
        await WinAsync(other, "7");

        (await other.ListGroupsAsync(Token)).ShouldBe([Group]);
        (await server.CommandAsync("-n", "3", "HKEYS", OwnershipKey)).ShouldBe("7");
    }
}
