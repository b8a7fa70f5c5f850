using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Checkpointing.Sqlite.Tests;

/// <summary>Checkpoints inside a transaction of the application's own: effects and checkpoint are valid together or not at all.</summary>
public sealed class SqliteTransactionTests : SqliteTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Effect_and_checkpoint_are_valid_together_or_not_at_all(bool commits)
    {
        SqliteCheckpointStore store = Open();
        PartitionOwnership held = await WinAsync(store);
        using SqliteConnection connection = ConnectWithEffects();
        using (SqliteTransaction transaction = connection.BeginTransaction())
        {
            AddEffect(connection, transaction);
            await store.WriteCheckpointAsync(transaction, Group, new CheckpointWrite("0", 7, "70", held.Epoch, "me"), Token);
            (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldBeNull();
            if (commits)
            {
                transaction.Commit();
            }
        }

        Checkpoint? stored = await store.ReadCheckpointAsync(Group, "0", Token);
        (stored?.SequenceNumber, stored?.Offset, stored?.WrittenBy).ShouldBe(commits ? (7L, "70", "me") : (null, null, null));
        Effects(connection).ShouldBe(commits ? 1L : 0L);
    }

    [Fact]
    public async Task The_transaction_of_a_former_owner_is_rolled_back()
    {
        SqliteCheckpointStore store = Open();
        PartitionOwnership former = await WinAsync(store);
        SqliteCheckpointStore other = Open();
        (await other.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "other", "1", former.Version)], Token)).Items.ShouldHaveSingleItem();
        using SqliteConnection connection = ConnectWithEffects();
        using SqliteTransaction transaction = connection.BeginTransaction();
        AddEffect(connection, transaction);

        CheckpointRefusedException refused = await Should.ThrowAsync<CheckpointRefusedException>(
            () => store.WriteCheckpointAsync(transaction, Group, new CheckpointWrite("0", 7, "70", former.Epoch, "me"), Token));

        (refused.Group, refused.PartitionId, refused.Outcome).ShouldBe((Group, "0", CheckpointOutcome.Fenced));
        transaction.Connection.ShouldBeNull();
        Effects(connection).ShouldBe(0L);
        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldBeNull();
    }

    [Theory]
    [InlineData(7)]
    [InlineData(6)]
    public async Task Effects_of_events_that_were_committed_before_are_rolled_back(long sequenceNumber)
    {
        SqliteCheckpointStore store = Open();
        PartitionOwnership held = await WinAsync(store);
        await WriteAsync(store, 7, held.Epoch);
        using SqliteConnection connection = ConnectWithEffects();
        using SqliteTransaction transaction = connection.BeginTransaction();
        AddEffect(connection, transaction);

        (await Should.ThrowAsync<CheckpointRefusedException>(
            () => store.WriteCheckpointAsync(transaction, Group, new CheckpointWrite("0", sequenceNumber, null, held.Epoch, "me"), Token)))
            .Outcome.ShouldBe(CheckpointOutcome.Stale);

        Effects(connection).ShouldBe(0L);
    }

    [Fact]
    public async Task Nobody_takes_the_partition_between_the_checkpoint_and_the_commit()
    {
        SqliteCheckpointStore store = Open();
        PartitionOwnership held = await WinAsync(store);
        SqliteCheckpointStore other = Open();
        using SqliteConnection connection = Connect();
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: true);
        await store.WriteCheckpointAsync(transaction, Group, new CheckpointWrite("0", 7, null, held.Epoch, "me"), Token);

        Task<PartitionResults<PartitionOwnership>> taking = other.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "other", "1", held.Version)], Token);
        (await other.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem().OwnerId.ShouldBe("me");
        transaction.Commit();

        (await taking).Items.ShouldHaveSingleItem().Epoch.ShouldBe(held.Epoch + 1);
        (await other.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull().SequenceNumber.ShouldBe(7);
    }

    [Fact]
    public async Task Several_partitions_may_advance_in_one_transaction()
    {
        SqliteCheckpointStore store = Open();
        using SqliteConnection connection = ConnectWithEffects();
        PartitionOwnership first = await WinAsync(store, "0");
        PartitionOwnership second = await WinAsync(store, "1");
        using (SqliteTransaction transaction = connection.BeginTransaction())
        {
            await store.WriteCheckpointAsync(transaction, Group, new CheckpointWrite("0", 1, null, first.Epoch, "me"), Token);
            await store.WriteCheckpointAsync(transaction, Group, new CheckpointWrite("1", 2, null, second.Epoch, "me"), Token);
            transaction.Commit();
        }

        (await store.ListCheckpointsAsync(Group, Token)).Items.Select(item => (item.PartitionId, item.SequenceNumber)).ShouldBe([("0", 1L), ("1", 2L)]);
    }

    [Fact]
    public async Task A_lock_that_another_program_holds_is_a_transient_fault_and_nothing_was_applied()
    {
        SqliteCheckpointStore store = Open();
        PartitionOwnership held = await WinAsync(store);
        using SqliteConnection blocker = Connect();
        using SqliteTransaction blocking = blocker.BeginTransaction();
        using SqliteConnection connection = new($"Data Source={File};Pooling=False;Default Timeout=1");
        connection.Open();
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: true);

        CheckpointStoreException fault = await Should.ThrowAsync<CheckpointStoreException>(
            () => store.WriteCheckpointAsync(transaction, Group, new CheckpointWrite("0", 7, null, held.Epoch, "me"), Token));

        fault.IsTransient.ShouldBeTrue();
        fault.MayHaveBeenApplied.ShouldBeFalse();
        fault.PartitionId.ShouldBe("0");
    }

    [Fact]
    public async Task A_damaged_row_is_a_fault_and_left_as_it_is()
    {
        SqliteCheckpointStore store = Open();
        PartitionOwnership held = await WinAsync(store);
        using SqliteConnection connection = Connect();
        Execute(connection, "PRAGMA ignore_check_constraints = ON; UPDATE checkpointing_partitions SET sequence_number = 1.5, written_at = 1;");
        using SqliteTransaction transaction = connection.BeginTransaction();

        CheckpointStoreException fault = await Should.ThrowAsync<CheckpointStoreException>(
            () => store.WriteCheckpointAsync(transaction, Group, new CheckpointWrite("0", 7, null, held.Epoch, "me"), Token));

        fault.IsTransient.ShouldBeFalse();
        transaction.Rollback();
        Query(connection, "SELECT sequence_number FROM checkpointing_partitions").ShouldBe(1.5);
    }

    [Fact]
    public async Task A_transaction_of_another_file_is_refused()
    {
        SqliteCheckpointStore store = Open();
        PartitionOwnership held = await WinAsync(store);
        using SqliteConnection connection = new($"Data Source={Folder.File("other.db")};Pooling=False");
        connection.Open();
        using SqliteTransaction transaction = connection.BeginTransaction();

        ArgumentException exception = await Should.ThrowAsync<ArgumentException>(
            () => store.WriteCheckpointAsync(transaction, Group, new CheckpointWrite("0", 7, null, held.Epoch, "me"), Token));

        exception.Message.ShouldContain("other.db");
        exception.Message.ShouldContain("checkpoints.db");
    }

    [Fact]
    public async Task A_transaction_that_has_ended_is_refused()
    {
        SqliteCheckpointStore store = Open();
        PartitionOwnership held = await WinAsync(store);
        using SqliteConnection connection = Connect();
        using SqliteTransaction transaction = connection.BeginTransaction();
        transaction.Commit();

        (await Should.ThrowAsync<ArgumentException>(
            () => store.WriteCheckpointAsync(transaction, Group, new CheckpointWrite("0", 7, null, held.Epoch, "me"), Token))).Message.ShouldContain("has ended");
    }

    [Fact]
    public async Task Cancelled_beforehand_it_does_nothing()
    {
        SqliteCheckpointStore store = Open();
        PartitionOwnership held = await WinAsync(store);
        using SqliteConnection connection = Connect();
        using SqliteTransaction transaction = connection.BeginTransaction();

        await Should.ThrowAsync<OperationCanceledException>(
            () => store.WriteCheckpointAsync(transaction, Group, new CheckpointWrite("0", 7, null, held.Epoch, "me"), new CancellationToken(canceled: true)));

        transaction.Commit();
        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldBeNull();
    }

    private SqliteConnection ConnectWithEffects()
    {
        SqliteConnection connection = Connect();
        Execute(connection, "CREATE TABLE effects (value INTEGER);");
        return connection;
    }

    private static void AddEffect(SqliteConnection connection, SqliteTransaction transaction)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO effects VALUES (1);";
        command.ExecuteNonQuery();
    }

    private static long Effects(SqliteConnection connection) => (long)Query(connection, "SELECT count(*) FROM effects")!;

    [Fact]
    public async Task Any_code_that_knows_no_driver_makes_the_checkpoint_a_part_of_its_transaction()
    {
        SqliteCheckpointStore store = Open();
        PartitionOwnership held = await WinAsync(store);
        using DbConnection connection = Connect();
        using (DbTransaction transaction = await connection.BeginTransactionAsync(Token))
        {
            await ((ITransactionalCheckpointStore)store).WriteCheckpointAsync(transaction, Group, new CheckpointWrite("0", 7, "70", held.Epoch, "me"), Token);
            await transaction.CommitAsync(Token);
        }

        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull().SequenceNumber.ShouldBe(7);
    }

    [Fact]
    public async Task A_transaction_of_another_driver_is_refused_with_the_one_that_is_taken()
    {
        ITransactionalCheckpointStore store = Open();
        ArgumentException refused = await Should.ThrowAsync<ArgumentException>(
            () => store.WriteCheckpointAsync(new ForeignTransaction(), Group, new CheckpointWrite("0", 7, null, 1, "me"), Token));
        refused.Message.ShouldContain("ForeignTransaction, and SqliteCheckpointStore takes a Microsoft.Data.Sqlite.SqliteTransaction");
    }

    /// <summary>A transaction of some other driver.</summary>
    private sealed class ForeignTransaction : DbTransaction
    {
        public override IsolationLevel IsolationLevel => IsolationLevel.Unspecified;

        protected override DbConnection? DbConnection => null;

        public override void Commit()
        {
        }

        public override void Rollback()
        {
        }
    }
}
