using System.Data;
using System.Data.Common;
using Npgsql;

namespace Checkpointing.Postgres.Tests;

/// <summary>A checkpoint as part of the application's own transaction: effects take place exactly once.</summary>
public sealed class PostgresTransactionTests(PostgresFixture postgres) : PostgresTest(postgres)
{
    private string Effects => $"\"{Schema}\".effects";

    [Fact]
    public async Task Effects_and_checkpoint_are_committed_together_or_not_at_all()
    {
        PostgresCheckpointStore store = await OpenWithEffectsAsync();
        PartitionOwnership held = await WinAsync(store);

        await ProcessAsync(store, held.Epoch, 1);
        await ProcessAsync(store, held.Epoch, 2, commits: false);

        (await EffectsAsync()).ShouldBe([1L]);
        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull().SequenceNumber.ShouldBe(1);
        await ProcessAsync(store, held.Epoch, 2);
        (await EffectsAsync()).ShouldBe([1L, 2L]);
    }

    [Fact]
    public async Task A_former_owners_transaction_is_rolled_back()
    {
        PostgresCheckpointStore store = await OpenWithEffectsAsync();
        PartitionOwnership held = await WinAsync(store);
        await using NpgsqlConnection connection = await Postgres.DataSource.OpenConnectionAsync(Token);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(Token);
        await ActAsync(connection, 1);
        await WinAsync(store, version: held.Version, owner: "another");

        CheckpointRefusedException refused = await Should.ThrowAsync<CheckpointRefusedException>(
            () => store.WriteCheckpointAsync(transaction, Group, new CheckpointWrite("0", 1, null, held.Epoch, "me"), Token));

        refused.Outcome.ShouldBe(CheckpointOutcome.Fenced);
        refused.Group.ShouldBe(Group);
        refused.PartitionId.ShouldBe("0");
        await Should.ThrowAsync<InvalidOperationException>(() => transaction.CommitAsync(Token));
        (await EffectsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Events_that_come_again_have_no_effect_again()
    {
        PostgresCheckpointStore store = await OpenWithEffectsAsync();
        PartitionOwnership held = await WinAsync(store);
        await ProcessAsync(store, held.Epoch, 1);

        CheckpointRefusedException refused = await Should.ThrowAsync<CheckpointRefusedException>(() => ProcessAsync(store, held.Epoch, 1));

        refused.Outcome.ShouldBe(CheckpointOutcome.Stale);
        (await EffectsAsync()).ShouldBe([1L]);
    }

    [Fact]
    public async Task A_takeover_waits_for_an_open_transaction_and_goes_on_after_it()
    {
        PostgresCheckpointStore store = await OpenWithEffectsAsync();
        PartitionOwnership held = await WinAsync(store);
        await using NpgsqlConnection connection = await Postgres.DataSource.OpenConnectionAsync(Token);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(Token);
        await ActAsync(connection, 1);
        await store.WriteCheckpointAsync(transaction, Group, new CheckpointWrite("0", 1, null, held.Epoch, "me"), Token);

        Task<PartitionOwnership> taking = WinAsync(store, version: held.Version, owner: "another");
        await WhenWaitingAsync(1);
        await transaction.CommitAsync(Token);
        PartitionOwnership taken = await taking;

        taken.Epoch.ShouldBe(held.Epoch + 1);
        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull().SequenceNumber.ShouldBe(1);
        await ProcessAsync(store, taken.Epoch, 2);
        (await EffectsAsync()).ShouldBe([1L, 2L]);
    }

    [Fact]
    public async Task A_write_that_waits_for_a_takeover_is_refused_when_it_is_through()
    {
        PostgresCheckpointStore store = await OpenWithEffectsAsync();
        PartitionOwnership held = await WinAsync(store);
        await using NpgsqlConnection other = await Postgres.DataSource.OpenConnectionAsync(Token);
        await using NpgsqlTransaction takeover = await other.BeginTransactionAsync(Token);
        await new NpgsqlCommand($"UPDATE {Table} SET epoch = epoch + 1, version = 'taken'", other).ExecuteNonQueryAsync(Token);
        await using NpgsqlDataSource application = Connect("");

        Task processing = ProcessAsync(store, held.Epoch, 1, dataSource: application);
        await WhenWaitingAsync(1);
        await takeover.CommitAsync(Token);

        (await Should.ThrowAsync<CheckpointRefusedException>(() => processing)).Outcome.ShouldBe(CheckpointOutcome.Fenced);
        (await EffectsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(IsolationLevel.RepeatableRead)]
    [InlineData(IsolationLevel.Serializable)]
    public async Task At_a_stricter_isolation_a_takeover_in_between_fails_the_transaction_too(IsolationLevel isolation)
    {
        PostgresCheckpointStore store = await OpenWithEffectsAsync();
        PartitionOwnership held = await WinAsync(store);
        await using NpgsqlConnection connection = await Postgres.DataSource.OpenConnectionAsync(Token);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(isolation, Token);
        await ActAsync(connection, 1);
        await WinAsync(store, version: held.Version, owner: "another");

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(
            () => store.WriteCheckpointAsync(transaction, Group, new CheckpointWrite("0", 1, null, held.Epoch, "me"), Token));

        exception.IsTransient.ShouldBeTrue();

        await Should.ThrowAsync<InvalidOperationException>(() => transaction.CommitAsync(Token));
        (await EffectsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_stored_rolls_the_transaction_back_too()
    {
        PostgresCheckpointStore store = await OpenWithEffectsAsync();
        await using NpgsqlConnection connection = await Postgres.DataSource.OpenConnectionAsync(Token);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(Token);
        await ActAsync(connection, 1);

        await Should.ThrowAsync<CheckpointStoreException>(
            () => store.WriteCheckpointAsync(transaction, Group, new CheckpointWrite("zero\0character", 1, null, 0, "me"), Token));

        await Should.ThrowAsync<InvalidOperationException>(() => transaction.CommitAsync(Token));
        (await EffectsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_the_row_and_nothing_is_committed()
    {
        PostgresCheckpointStore store = await OpenWithEffectsAsync();
        PartitionOwnership held = await WinAsync(store);
        await using NpgsqlConnection other = await Postgres.DataSource.OpenConnectionAsync(Token);
        await using NpgsqlTransaction blocking = await other.BeginTransactionAsync(Token);
        await new NpgsqlCommand($"UPDATE {Table} SET written_by = written_by", other).ExecuteNonQueryAsync(Token);
        await using NpgsqlDataSource application = Connect("");
        using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);

        Task processing = ProcessAsync(store, held.Epoch, 1, dataSource: application, cancellationToken: cancellation.Token);
        await WhenWaitingAsync(1);
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => processing);
        (await EffectsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_cancelled_before_the_server_hears_of_it_cannot_be_committed_without_its_checkpoint()
    {
        PostgresCheckpointStore store = await OpenWithEffectsAsync();
        PartitionOwnership held = await WinAsync(store);
        await using NpgsqlConnection connection = await Postgres.DataSource.OpenConnectionAsync(Token);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(Token);
        await ActAsync(connection, 1);

        await Should.ThrowAsync<OperationCanceledException>(
            () => store.WriteCheckpointAsync(transaction, Group, new CheckpointWrite("0", 1, null, held.Epoch, "me"), new CancellationToken(canceled: true)));

        await Should.ThrowAsync<InvalidOperationException>(() => transaction.CommitAsync(Token));
        (await EffectsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_partition_that_nobody_owned_is_written_with_epoch_0()
    {
        PostgresCheckpointStore store = await OpenWithEffectsAsync();

        await ProcessAsync(store, epoch: 0, 1);

        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull().SequenceNumber.ShouldBe(1);
    }

    /// <remarks>
    /// Processors take the partition from each other whenever they like, and lose their connections in the middle of transactions: before the
    /// checkpoint, between it and the commit, and by the server's hand during either.
    /// </remarks>
    [Fact]
    public async Task Every_event_takes_effect_exactly_once_whatever_happens_to_its_processors()
    {
        const long Events = 120;
        PostgresCheckpointStore store = await OpenWithEffectsAsync();
        await using NpgsqlDataSource application = Connect("Maximum Pool Size=20");

        await Task.WhenAll(Enumerable.Range(1, 4).Select(number => Task.Run(() => LiveAsync(store, application, $"processor-{number}", new Random(number), Events), Token)));

        (await EffectsAsync()).ShouldBe(Enumerable.Range(0, (int)Events).Select(number => (long)number));
    }

    private async Task LiveAsync(PostgresCheckpointStore store, NpgsqlDataSource application, string name, Random random, long events)
    {
        while (!Token.IsCancellationRequested)
        {
            PartitionOwnership? seen = (await store.ListOwnershipAsync(Group, Token)).Items.SingleOrDefault();
            PartitionOwnership? held = (await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", name, $"{random.Next()}", seen?.Version)], Token)).Items.SingleOrDefault();
            if (held is null)
            {
                continue;
            }

            long next = (await store.ReadCheckpointAsync(Group, "0", Token))?.SequenceNumber + 1 ?? 0;
            try
            {
                for (int batch = random.Next(1, 8); batch > 0 && next < events; batch--)
                {
                    next = await ProcessOrDieAsync(store, application, held, next, Math.Min(events, next + random.Next(1, 4)), random);
                }
            }
            catch (Exception exception) when (exception is CheckpointRefusedException or CheckpointStoreException or NpgsqlException or InvalidOperationException)
            {
                // This life has ended; the next one begins with what is stored.
                continue;
            }

            if (next >= events)
            {
                return;
            }
        }
    }

    private async Task<long> ProcessOrDieAsync(
        PostgresCheckpointStore store, NpgsqlDataSource application, PartitionOwnership held, long from, long to, Random random)
    {
        await using NpgsqlConnection connection = await application.OpenConnectionAsync(Token);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(Token);
        int death = random.Next(10);
        for (long position = from; position < to; position++)
        {
            await new NpgsqlCommand($"INSERT INTO {Effects} VALUES ({position})", connection).ExecuteNonQueryAsync(Token);
        }

        Task dying = death == 0
            ? application.CreateCommand($"SELECT pg_terminate_backend({connection.ProcessID})").ExecuteNonQueryAsync(Token)
            : Task.CompletedTask;
        await store.WriteCheckpointAsync(transaction, Group, new CheckpointWrite("0", to - 1, null, held.Epoch, held.OwnerId), Token);
        if (death == 1)
        {
            throw new InvalidOperationException("Dead between checkpoint and commit.");
        }

        await transaction.CommitAsync(Token);
        await dying;
        return to;
    }

    private async Task<PostgresCheckpointStore> OpenWithEffectsAsync()
    {
        PostgresCheckpointStore store = Open();
        await store.ProvisionAsync(Token);
        await ExecuteAsync($"CREATE TABLE {Effects} (position bigint NOT NULL)");
        return store;
    }

    private async Task ProcessAsync(
        PostgresCheckpointStore store, long epoch, long position, bool commits = true, NpgsqlDataSource? dataSource = null, CancellationToken? cancellationToken = null)
    {
        await using NpgsqlConnection connection = await (dataSource ?? Postgres.DataSource).OpenConnectionAsync(Token);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(Token);
        await ActAsync(connection, position);
        await store.WriteCheckpointAsync(transaction, Group, new CheckpointWrite("0", position, null, epoch, "me"), cancellationToken ?? Token);
        if (commits)
        {
            await transaction.CommitAsync(Token);
        }
    }

    private async Task ActAsync(NpgsqlConnection connection, long position) =>
        await new NpgsqlCommand($"INSERT INTO {Effects} VALUES ({position})", connection).ExecuteNonQueryAsync(Token);

    private async Task<long[]> EffectsAsync() => (long[])(await QueryAsync($"SELECT coalesce(array_agg(position ORDER BY position), ARRAY[]::bigint[]) FROM {Effects}"))!;

    [Fact]
    public async Task Any_code_that_knows_no_driver_makes_the_checkpoint_a_part_of_its_transaction()
    {
        PostgresCheckpointStore store = await OpenWithEffectsAsync();
        PartitionOwnership held = await WinAsync(store);
        await using DbConnection connection = await Postgres.DataSource.OpenConnectionAsync(Token);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(Token);
        await ((ITransactionalCheckpointStore)store).WriteCheckpointAsync(transaction, Group, new CheckpointWrite("0", 7, "70", held.Epoch, "me"), Token);
        await transaction.CommitAsync(Token);
        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull().SequenceNumber.ShouldBe(7);
    }

    [Fact]
    public async Task A_transaction_of_another_driver_is_refused_with_the_one_that_is_taken()
    {
        ITransactionalCheckpointStore store = await OpenWithEffectsAsync();
        ArgumentException refused = await Should.ThrowAsync<ArgumentException>(
            () => store.WriteCheckpointAsync(new ForeignTransaction(), Group, new CheckpointWrite("0", 7, null, 1, "me"), Token));
        refused.Message.ShouldContain("ForeignTransaction, and PostgresCheckpointStore takes a Npgsql.NpgsqlTransaction");
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
