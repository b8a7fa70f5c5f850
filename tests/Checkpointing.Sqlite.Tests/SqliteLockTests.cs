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
    public async Task Claims_that_are_lost_already_do_not_wait_for_the_lock()
    {
        SqliteCheckpointStore store = Open();
        PartitionOwnership held = await WinAsync(store);
        await WinAsync(store, version: held.Version);
        using SqliteConnection other = Connect();
        Execute(other, "BEGIN IMMEDIATE;");

        foreach (string? version in new[] { held.Version, null })
        {
            PartitionResults<PartitionOwnership> results = await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "late", "1", version)], Token);

            results.Items.ShouldBeEmpty();
            results.Faults.ShouldBeEmpty();
        }

        Execute(other, "COMMIT;");
    }

    [Fact]
    public async Task A_batch_with_a_claim_that_may_yet_be_won_waits_for_the_lock()
    {
        SqliteCheckpointStore store = Open();
        PartitionOwnership lost = await WinAsync(store, "lost");
        await WinAsync(store, "lost", lost.Version);
        PartitionOwnership free = await WinAsync(store, "free");
        using SqliteConnection other = Connect();
        Execute(other, "BEGIN IMMEDIATE;");

        Task<PartitionResults<PartitionOwnership>> claiming = store.ClaimOwnershipAsync(
            Group, [new OwnershipClaim("lost", "late", "1", lost.Version), new OwnershipClaim("free", "late", "1", free.Version)], Token);
        (await store.ListOwnershipAsync(Group, Token)).Items.Count.ShouldBe(2);
        claiming.IsCompleted.ShouldBeFalse();
        Execute(other, "COMMIT;");

        (await claiming).Items.ShouldHaveSingleItem().PartitionId.ShouldBe("free");
    }

    [Fact]
    public async Task Who_waits_for_the_lock_asks_again_soon_however_often_it_was_taken()
    {
        PauseRecorder clock = new(count: 6);
        PartitionOwnership held = await WinAsync(Open());
        await using SqliteCheckpointStore store = new(new SqliteCheckpointStoreOptions { DataSource = File }, clock);
        using SqliteConnection other = Connect();
        Execute(other, "BEGIN IMMEDIATE;");

        Task<CheckpointOutcome> writing = WriteAsync(store, 1, held.Epoch);
        IReadOnlyList<double> pauses = await clock.Recorded.WaitAsync(Token);
        Execute(other, "COMMIT;");

        (await writing).ShouldBe(CheckpointOutcome.Written);
        pauses.ShouldBe([1, 2, 4, 4, 4, 4]);
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
