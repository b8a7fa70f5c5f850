using Checkpointing.Resilience;
using Checkpointing.Tests.Services;
using Npgsql;

namespace Checkpointing.Postgres.Tests;

/// <summary>Why <see cref="PostgresCheckpointStoreOptions.TransactionPooling"/> exists, and what works with it.</summary>
public sealed class PgBouncerTests(PostgresFixture postgres) : PostgresTest(postgres)
{
    [Fact]
    public async Task A_prepared_statement_is_lost_when_the_next_one_runs_on_another_connection_and_the_error_names_the_way_out()
    {
        PgBouncer.Needed(Postgres.Server);
        await using PgBouncer pooler = await PgBouncer.StartAsync(Postgres.Server, poolSize: 2);
        await using NpgsqlDataSource dataSource = NpgsqlDataSource.Create(pooler.ConnectionString + ";No Reset On Close=true");
        await using NpgsqlConnection one = await dataSource.OpenConnectionAsync(Token);
        await using NpgsqlCommand prepared = new("SELECT 1", one);
        await prepared.PrepareAsync(Token);
        await using NpgsqlConnection two = await dataSource.OpenConnectionAsync(Token);
        await using NpgsqlTransaction holding = await two.BeginTransactionAsync(Token);
        await new NpgsqlCommand("SELECT 1", two).ExecuteScalarAsync(Token);

        PostgresException exception = await Should.ThrowAsync<PostgresException>(() => prepared.ExecuteScalarAsync(Token));

        exception.SqlState.ShouldBe(PostgresErrorCodes.InvalidSqlStatementName);
        StoreFault fault = PostgresErrors.Classify(exception).ShouldNotBeNull();
        fault.IsTransient.ShouldBeFalse();
        fault.Message.ShouldContain("TransactionPooling");
    }

    [Fact]
    public async Task Relaxed_durability_stays_with_its_own_transaction()
    {
        PgBouncer.Needed(Postgres.Server);
        await using PgBouncer pooler = await PgBouncer.StartAsync(Postgres.Server, poolSize: 1);
        await using PostgresCheckpointStore store = new(new PostgresCheckpointStoreOptions
        {
            ConnectionString = pooler.ConnectionString, Schema = Schema, TransactionPooling = true, RelaxedDurability = true,
        });
        await WriteAsync(store, 1, (await WinAsync(store)).Epoch);

        await using NpgsqlDataSource neighbour = NpgsqlDataSource.Create(pooler.ConnectionString);
        await using NpgsqlCommand command = neighbour.CreateCommand("SELECT current_setting('synchronous_commit')");
        (await command.ExecuteScalarAsync(Token)).ShouldBe("on");
    }

    [Fact]
    public async Task A_checkpoint_inside_a_transaction_works_through_it()
    {
        PgBouncer.Needed(Postgres.Server);
        await using PgBouncer pooler = await PgBouncer.StartAsync(Postgres.Server, poolSize: 2);
        await using PostgresCheckpointStore store = new(
            new PostgresCheckpointStoreOptions { ConnectionString = pooler.ConnectionString, Schema = Schema, TransactionPooling = true });
        PartitionOwnership held = await WinAsync(store);
        await using NpgsqlDataSource application = NpgsqlDataSource.Create(pooler.ConnectionString + ";No Reset On Close=true");
        await using NpgsqlConnection connection = await application.OpenConnectionAsync(Token);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(Token);

        await store.WriteCheckpointAsync(transaction, Group, new CheckpointWrite("0", 5, null, held.Epoch, "me"), Token);
        await transaction.CommitAsync(Token);

        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull().SequenceNumber.ShouldBe(5);
    }
}
