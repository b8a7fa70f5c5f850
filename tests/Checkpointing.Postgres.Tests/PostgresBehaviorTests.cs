using Npgsql;

namespace Checkpointing.Postgres.Tests;

/// <summary>What the store relies on in PostgreSQL and in its driver.</summary>
public sealed class PostgresBehaviorTests(PostgresFixture postgres) : PostgresTest(postgres)
{
    /// <summary>A batch that deadlocked would be helped by the server after a second, and retried: so the server is asked.</summary>
    private const string Deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";

    /// <remarks>On a server of its own, without autovacuum: a page is only tidied of rows that no other transaction may still see, and the tests beside this one hold some, as does an ANALYZE.</remarks>
    [Fact]
    public async Task Updates_are_heap_only_and_touch_no_index()
    {
        const int Updates = 200;
        await using Checkpointing.Tests.Services.Postgres server = await OwnServerAsync("autovacuum=off");
        await using PostgresCheckpointStore store = new(new PostgresCheckpointStoreOptions { ConnectionString = server.ConnectionString, Schema = Schema });
        PartitionOwnership held = await WinAsync(store);
        for (int position = 0; position < Updates; position++)
        {
            (await WriteAsync(store, position, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
            held = await WinAsync(store, version: held.Version);
            (await store.RequestOwnershipAsync(Group, [new OwnershipRequest(held.PartitionId, held.OwnerId, "other")], Token)).Items.ShouldHaveSingleItem();
        }

        // The server's counts come a moment later, with the next report of the connection that did the work.
        await using NpgsqlDataSource observer = NpgsqlDataSource.Create(server.ConnectionString);
        long[] counts = await EventuallyAsync<long[]>(
            $"SELECT ARRAY[n_tup_upd, n_tup_hot_upd] FROM pg_stat_user_tables WHERE schemaname = '{Schema}' AND relname = 'partitions'",
            row => row[0] >= 3 * Updates,
            observer);

        counts[1].ShouldBe(counts[0]);
        Convert.ToInt64(await QueryAsync($"SELECT pg_relation_size('{Table}')", observer), null).ShouldBeLessThanOrEqualTo(2 * 8192);
    }

    [Fact]
    public async Task Overlapping_batches_in_opposite_order_never_deadlock()
    {
        const int Rounds = 25;
        string[] ids = [.. Enumerable.Range(0, 48).Select(number => FormattableString.Invariant($"{number}"))];
        PostgresCheckpointStore[] stores = [Open(), Open(), Open(), Open()];
        await stores[0].ProvisionAsync(Token);
        long before = (long)(await QueryAsync(Deadlocks))!;

        await Task.WhenAll(stores.Select((store, number) => Task.Run(
            async () =>
            {
                string[] order = number % 2 == 0 ? ids : [.. ids.Reverse()];
                for (int round = 0; round < Rounds; round++)
                {
                    Dictionary<string, string> versions = (await store.ListOwnershipAsync(Group, Token)).Items.ToDictionary(item => item.PartitionId, item => item.Version);
                    PartitionResults<PartitionOwnership> claimed = await store.ClaimOwnershipAsync(
                        Group, [.. order.Select(id => new OwnershipClaim(id, $"owner-{number}", "1", versions.GetValueOrDefault(id)))], Token);
                    PartitionResults<CheckpointWriteResult> written = await store.WriteCheckpointsAsync(
                        Group, [.. order.Select(id => new CheckpointWrite(id, round, null, claimed.Items.FirstOrDefault(item => item.PartitionId == id)?.Epoch ?? 0, "me"))], Token);
                    PartitionResults<PartitionOwnership> requested = await store.RequestOwnershipAsync(
                        Group, [.. order.Select(id => new OwnershipRequest(id, $"owner-{(number + 1) % stores.Length}", $"owner-{number}"))], Token);
                    requested.Faults.ShouldBeEmpty();
                    claimed.Faults.ShouldBeEmpty();
                    written.Faults.ShouldBeEmpty();
                    written.Items.Select(item => item.PartitionId).ShouldBe(ids, ignoreOrder: true);
                }
            },
            Token)));

        ((long)(await QueryAsync(Deadlocks))!).ShouldBe(before);
    }

    [Fact]
    public async Task A_statement_that_waits_for_a_lock_decides_by_what_is_there_afterwards()
    {
        PostgresCheckpointStore store = Open();
        PartitionOwnership held = await WinAsync(store);
        await using NpgsqlConnection other = await Postgres.DataSource.OpenConnectionAsync(Token);
        await using NpgsqlTransaction transaction = await other.BeginTransactionAsync(Token);
        await new NpgsqlCommand($"UPDATE {Table} SET epoch = 7, version = 'taken'", other).ExecuteNonQueryAsync(Token);

        Task<CheckpointOutcome> writing = WriteAsync(store, 1, held.Epoch);
        Task<PartitionResults<PartitionOwnership>> claiming = store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", held.Version)], Token);
        await WhenWaitingAsync(2);
        await transaction.CommitAsync(Token);

        (await writing).ShouldBe(CheckpointOutcome.Fenced);
        (await claiming).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_row_that_is_deleted_while_a_claim_waits_for_it_is_lost_and_not_made_anew()
    {
        PostgresCheckpointStore store = Open();
        PartitionOwnership held = await WinAsync(store);
        await using NpgsqlConnection other = await Postgres.DataSource.OpenConnectionAsync(Token);
        await using NpgsqlTransaction transaction = await other.BeginTransactionAsync(Token);
        await new NpgsqlCommand($"DELETE FROM {Table}", other).ExecuteNonQueryAsync(Token);

        Task<PartitionResults<PartitionOwnership>> claiming = store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", held.Version)], Token);
        await WhenWaitingAsync(1);
        await transaction.CommitAsync(Token);

        (await claiming).Items.ShouldBeEmpty();
        (await QueryAsync($"SELECT count(*) FROM {Table}")).ShouldBe(0L);
    }

    [Fact]
    public async Task A_deletion_that_arrives_late_leaves_what_was_written_since_also_where_nobody_owns_it()
    {
        PostgresCheckpointStore store = Open();
        PostgresStatements statements = new(Schema);
        await WriteAsync(store, 1, epoch: 0);
        await using NpgsqlConnection connection = await Postgres.DataSource.OpenConnectionAsync(Token);
        List<(string Id, string? Version)> read = await PostgresDatabase.QueryAsync(
            connection, transaction: null, statements.ReadBeforeDelete, parameters => parameters.AddGroup(Group), row => (row.GetString(0), PostgresRows.Text(row, 1)), Token);
        await store.DeleteGroupAsync(Group, Token);
        await WriteAsync(store, 1, epoch: 0);

        List<string> deleted = await PostgresDatabase.QueryAsync(
            connection,
            transaction: null,
            statements.DeleteGroup,
            parameters =>
            {
                parameters.AddGroup(Group);
                parameters.AddTexts(read, row => row.Id);
                parameters.AddTexts(read, row => row.Version);
            },
            row => row.GetString(0),
            Token);

        read.Count.ShouldBe(1);
        deleted.ShouldBeEmpty();
        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull().SequenceNumber.ShouldBe(1);
    }

    [Fact]
    public async Task A_locked_row_holds_up_no_other_partition_of_a_batch()
    {
        PostgresCheckpointStore store = Open(change: options => options.Resilience = Impatient);
        PartitionOwnership[] held = [await WinAsync(store, "0"), await WinAsync(store, "1"), await WinAsync(store, "2")];
        await using NpgsqlConnection other = await Postgres.DataSource.OpenConnectionAsync(Token);
        await using NpgsqlTransaction transaction = await other.BeginTransactionAsync(Token);
        await new NpgsqlCommand($"UPDATE {Table} SET written_by = written_by WHERE partition_id = '1'", other).ExecuteNonQueryAsync(Token);

        PartitionResults<CheckpointWriteResult> written = await store.WriteCheckpointsAsync(
            Group, [.. held.Select(item => new CheckpointWrite(item.PartitionId, 1, null, item.Epoch, "me"))], Token);
        PartitionResults<PartitionOwnership> renewed = await store.ClaimOwnershipAsync(
            Group, [.. held.Select(item => new OwnershipClaim(item.PartitionId, "me", "1", item.Version))], Token);

        written.Items.Select(item => (item.PartitionId, item.Outcome)).ShouldBe([("0", CheckpointOutcome.Written), ("2", CheckpointOutcome.Written)], ignoreOrder: true);
        CheckpointStoreException fault = written.Faults.ShouldHaveSingleItem();
        fault.PartitionId.ShouldBe("1");
        fault.IsTransient.ShouldBeTrue();
        fault.Message.ShouldContain("another transaction holds");
        renewed.Items.Select(item => item.PartitionId).ShouldBe(["0", "2"], ignoreOrder: true);
        renewed.Faults.ShouldHaveSingleItem().PartitionId.ShouldBe("1");
    }

    /// <remarks>More rows than are waited for at once; and a server that ends the wait before the store does.</remarks>
    [Theory]
    [InlineData("")]
    [InlineData("Options=-c lock_timeout=50")]
    [InlineData("Options=-c statement_timeout=200")]
    public async Task However_many_rows_are_locked_what_is_done_for_the_others_is_told(string more)
    {
        string[] free = ["free-0", "free-1"];
        PostgresCheckpointStore store = Open(more, options => options.Resilience = Impatient);
        PartitionOwnership[] held =
            [.. (await store.ClaimOwnershipAsync(Group, [.. Enumerable.Range(0, 12).Select(number => $"held-{number}").Concat(free).Select(id => new OwnershipClaim(id, "me", "1", null))], Token)).Items];
        held.Length.ShouldBe(14);
        await using NpgsqlConnection other = await Postgres.DataSource.OpenConnectionAsync(Token);
        await using NpgsqlTransaction transaction = await other.BeginTransactionAsync(Token);
        await new NpgsqlCommand($"UPDATE {Table} SET written_by = written_by WHERE partition_id LIKE 'held-%'", other).ExecuteNonQueryAsync(Token);

        PartitionResults<PartitionOwnership> renewed = await store.ClaimOwnershipAsync(
            Group, [.. held.Select(item => new OwnershipClaim(item.PartitionId, "me", "1", item.Version))], Token);

        renewed.Items.Select(item => item.PartitionId).ShouldBe(free, ignoreOrder: true);
        renewed.Faults.Count.ShouldBe(12);
        renewed.Faults.ShouldAllBe(fault => fault.IsTransient && fault.Message.Contains("another transaction holds"));
    }

    [Fact]
    public async Task A_batch_waits_for_a_lock_that_is_released_in_time()
    {
        PostgresCheckpointStore store = Open();
        PartitionOwnership[] held = [await WinAsync(store, "0"), await WinAsync(store, "1")];
        await using NpgsqlConnection other = await Postgres.DataSource.OpenConnectionAsync(Token);
        await using NpgsqlTransaction transaction = await other.BeginTransactionAsync(Token);
        await new NpgsqlCommand($"UPDATE {Table} SET written_by = written_by WHERE partition_id = '1'", other).ExecuteNonQueryAsync(Token);

        Task<PartitionResults<PartitionOwnership>> renewing = store.ClaimOwnershipAsync(
            Group, [.. held.Select(item => new OwnershipClaim(item.PartitionId, "me", "1", item.Version))], Token);
        await WhenWaitingAsync(1);
        await transaction.RollbackAsync(Token);

        (await renewing).Items.Select(item => item.PartitionId).ShouldBe(["0", "1"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Durability_is_what_the_option_says(bool isRelaxed)
    {
        // Nothing but a commit that waits flushes the log here: the background's own flushing is far away.
        await using Checkpointing.Tests.Services.Postgres server = await OwnServerAsync("wal_writer_delay=10s", "wal_writer_flush_after=1GB", "autovacuum=off");
        await using PostgresCheckpointStore store = new(
            new PostgresCheckpointStoreOptions { ConnectionString = server.ConnectionString, RelaxedDurability = isRelaxed });
        PartitionOwnership held = await WinAsync(store);
        await using NpgsqlDataSource other = NpgsqlDataSource.Create(server.ConnectionString);
        bool isEverBehind = false;

        for (int position = 0; position < 5; position++)
        {
            (await WriteAsync(store, position, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
            await using NpgsqlCommand command = other.CreateCommand("SELECT pg_current_wal_flush_lsn() < pg_current_wal_insert_lsn()");
            isEverBehind |= (bool)(await command.ExecuteScalarAsync(Token))!;
        }

        isEverBehind.ShouldBe(isRelaxed);
    }

    [Fact]
    public async Task Relaxed_durability_ends_with_its_statement()
    {
        await using NpgsqlDataSource same = Connect("Maximum Pool Size=1;No Reset On Close=true");
        await using (NpgsqlCommand relaxed = same.CreateCommand("SELECT set_config('synchronous_commit', 'off', true)"))
        {
            (await relaxed.ExecuteScalarAsync(Token)).ShouldBe("off");
        }

        await using NpgsqlCommand next = same.CreateCommand("SELECT current_setting('synchronous_commit')");
        (await next.ExecuteScalarAsync(Token)).ShouldBe("on");
    }

    [Fact]
    public async Task Statements_are_prepared_on_the_servers_side()
    {
        PostgresCheckpointStoreOptions options = new() { ConnectionString = Connection("Maximum Pool Size=1"), Schema = Schema };
        await using NpgsqlDataSource dataSource = NpgsqlDataSource.Create(options.Connection());
        await using PostgresCheckpointStore store = new(dataSource, options);
        PartitionOwnership held = await WinAsync(store);
        for (int position = 0; position < 4; position++)
        {
            await WriteAsync(store, position, held.Epoch);
        }

        await using NpgsqlCommand command = dataSource.CreateCommand("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%usual write%'");
        (await command.ExecuteScalarAsync(Token)).ShouldBe(1L);
    }

    [Fact]
    public async Task The_usual_write_is_planned_once_and_not_each_time()
    {
        PostgresCheckpointStoreOptions options = new() { ConnectionString = Connection("Maximum Pool Size=1"), Schema = Schema };
        await using NpgsqlDataSource dataSource = NpgsqlDataSource.Create(options.Connection());
        await using PostgresCheckpointStore store = new(dataSource, options);
        PartitionOwnership held = await WinAsync(store);
        for (int position = 0; position < 20; position++)
        {
            await WriteAsync(store, position, held.Epoch);
        }

        await using NpgsqlCommand command = dataSource.CreateCommand("SELECT generic_plans > custom_plans FROM pg_prepared_statements WHERE statement LIKE '%usual write%'");
        (await command.ExecuteScalarAsync(Token)).ShouldBe(true);
    }

    private static async Task<Checkpointing.Tests.Services.Postgres> OwnServerAsync(params string[] settings)
    {
        Checkpointing.Tests.Services.Postgres.NeededAsProgram();
        return await Checkpointing.Tests.Services.Postgres.StartOwnAsync(settings);
    }
}
