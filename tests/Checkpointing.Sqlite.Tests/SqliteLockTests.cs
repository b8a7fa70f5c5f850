using Checkpointing.Resilience;
using Microsoft.Data.Sqlite;

namespace Checkpointing.Sqlite.Tests;

/// <summary>When another program holds the lock.</summary>
public sealed class SqliteLockTests : SqliteTest
{
    [Fact]
    public async Task A_write_waits_for_the_lock_and_is_then_made()
    {
        SqliteCheckpointStore store = Open();
        PartitionOwnership held = await WinAsync(store);
        using SqliteConnection other = Connect();
        Execute(other, "BEGIN IMMEDIATE;");

        Task<CheckpointOutcome> writing = WriteAsync(store, 1, held.Epoch);
        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldBeNull();
        writing.IsCompleted.ShouldBeFalse();
        Execute(other, "COMMIT;");

        (await writing).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_the_lock_and_writes_nothing()
    {
        SqliteCheckpointStore store = Open();
        PartitionOwnership held = await WinAsync(store);
        using SqliteConnection other = Connect();
        Execute(other, "BEGIN IMMEDIATE;");
        using CancellationTokenSource cancellation = new();
        Task writing = store.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", 1, null, held.Epoch, "me")], cancellation.Token);

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => writing);
        Execute(other, "COMMIT;");
        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldBeNull();
        (await WriteAsync(store, 1, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_lock_that_is_never_released_meets_the_time_limit_as_a_transient_error()
    {
        PartitionOwnership held = await WinAsync(Open());
        SqliteCheckpointStore store = Open(new SqliteCheckpointStoreOptions
        {
            DataSource = File,
            Resilience = new StoreResilienceOptions { OperationTimeout = TimeSpan.FromMilliseconds(300), AttemptTimeout = TimeSpan.FromMilliseconds(100), MaxRetries = 1 },
        });
        await store.ListOwnershipAsync(Group, Token);
        using SqliteConnection other = Connect();
        Execute(other, "BEGIN IMMEDIATE;");

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => WriteAsync(store, 1, held.Epoch));

        exception.IsTransient.ShouldBeTrue();
        Execute(other, "COMMIT;");
    }

    [Fact]
    public async Task A_crashed_writers_unfinished_transaction_leaves_no_trace()
    {
        SqliteCheckpointStore store = Open();
        PartitionOwnership held = await WinAsync(store);
        using (SqliteConnection other = Connect())
        {
            Execute(other, "BEGIN IMMEDIATE; UPDATE checkpointing_partitions SET epoch = 99;");
        }

        (await WriteAsync(store, 1, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }
}
