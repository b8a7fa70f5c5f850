using System.Transactions;
using Npgsql;

namespace Checkpointing.Postgres.Tests;

/// <summary>Errors have one shape, and name the way out.</summary>
public sealed class PostgresErrorsTests(PostgresFixture postgres) : PostgresTest(postgres)
{
    [Fact]
    public async Task A_server_that_is_not_there_is_a_transient_fault_that_changed_nothing()
    {
        await using PostgresCheckpointStore store = new(
            new PostgresCheckpointStoreOptions { ConnectionString = $"Host=127.0.0.1;Port={Checkpointing.Tests.Services.Ports.Free()};Username=me;Password=pass-word", Resilience = Impatient });

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(
            () => store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", null)], Token));

        exception.IsTransient.ShouldBeTrue();
        exception.MayHaveBeenApplied.ShouldBeFalse();
        exception.Operation.ShouldBe(StoreOperation.ClaimOwnership);
        exception.Group.ShouldBe(Group);
        exception.InnerException.ShouldBeAssignableTo<NpgsqlException>();
        exception.ToString().ShouldNotContain("pass-word");
    }

    /// <remarks>As in a failover: the old primary is gone, and the standby is not promoted yet.</remarks>
    [Theory]
    [InlineData("127.0.0.1:1,127.0.0.1:2", "primary", "could not be reached")]
    [InlineData("127.0.0.1,127.0.0.1:1", "standby", "could not be reached")]
    [InlineData("127.0.0.1,localhost", "standby", "promoted")]
    public async Task Several_hosts_of_which_none_will_do_are_a_transient_fault_that_changed_nothing(string hosts, string kind, string message)
    {
        PostgresCheckpointStore store = Open($"Host={hosts};Target Session Attributes={kind}", options => options.Resilience = Impatient);

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(
            () => store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", null)], Token));

        exception.IsTransient.ShouldBeTrue();
        exception.MayHaveBeenApplied.ShouldBeFalse();
        exception.Message.ShouldContain(message);
    }

    [Fact]
    public async Task A_missing_database_is_a_permanent_fault()
    {
        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => Open("Database=no such").ListGroupsAsync(Token));

        exception.IsTransient.ShouldBeFalse();
        exception.Message.ShouldContain("database does not exist");
    }

    [Fact]
    public async Task Connections_that_the_server_ended_are_replaced_without_the_caller_noticing()
    {
        PostgresCheckpointStore store = Open();
        PartitionOwnership held = await WinAsync(store);
        await Task.WhenAll(Enumerable.Range(1, 8).Select(position => WriteAsync(store, position, held.Epoch)));
        await ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{Schema}'");

        (await WriteAsync(store, 100, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_lock_that_is_never_released_meets_the_time_limit_and_cancelling_ends_the_wait()
    {
        PostgresCheckpointStore store = Open(change: options => options.Resilience = Impatient);
        PartitionOwnership held = await WinAsync(store);
        await using NpgsqlConnection other = await Postgres.DataSource.OpenConnectionAsync(Token);
        await using NpgsqlTransaction transaction = await other.BeginTransactionAsync(Token);
        await new NpgsqlCommand($"UPDATE {Table} SET written_by = written_by", other).ExecuteNonQueryAsync(Token);
        using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => WriteAsync(store, 1, held.Epoch));
        Task writing = store.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", 1, null, held.Epoch, "me")], cancellation.Token);
        await WhenWaitingAsync(1);
        await cancellation.CancelAsync();

        exception.IsTransient.ShouldBeTrue();
        exception.MayHaveBeenApplied.ShouldBeTrue();
        await Should.ThrowAsync<OperationCanceledException>(() => writing);

        // What was abandoned is cancelled on the server too, and does not wait there for ever.
        await EventuallyAsync<long>(
            $"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = '{Schema}'", waiting => waiting == 0);
        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldBeNull();
    }

    [Fact]
    public async Task A_read_only_server_is_a_transient_fault_that_names_the_way_out()
    {
        await Open().ProvisionAsync(Token);
        PostgresCheckpointStore store = Open("Options=-c default_transaction_read_only=on", options => options.Resilience = Impatient);

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(
            () => store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", null)], Token));

        exception.IsTransient.ShouldBeTrue();
        exception.Message.ShouldContain("Target Session Attributes=primary");
    }

    [Fact]
    public async Task A_transaction_scope_around_the_call_does_not_take_back_what_was_written()
    {
        NpgsqlDataSource dataSource = Connect("Enlist=true");
        await using PostgresCheckpointStore store = new(dataSource, new PostgresCheckpointStoreOptions { Schema = Schema });
        PartitionOwnership held = await WinAsync(store);

        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            (await WriteAsync(store, 1, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        }

        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull().SequenceNumber.ShouldBe(1);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.InvalidPassword, false, false)]
    [InlineData(PostgresErrorCodes.InvalidAuthorizationSpecification, false, false)]
    [InlineData(PostgresErrorCodes.InsufficientPrivilege, false, false)]
    [InlineData(PostgresErrorCodes.UndefinedTable, false, false)]
    [InlineData(PostgresErrorCodes.DuplicatePreparedStatement, false, false)]
    [InlineData(PostgresErrorCodes.SerializationFailure, true, false)]
    [InlineData(PostgresErrorCodes.DeadlockDetected, true, false)]
    [InlineData(PostgresErrorCodes.TooManyConnections, true, false)]
    [InlineData(PostgresErrorCodes.QueryCanceled, true, false)]
    [InlineData(PostgresErrorCodes.AdminShutdown, true, true)]
    [InlineData(PostgresErrorCodes.CrashShutdown, true, true)]
    [InlineData(PostgresErrorCodes.CannotConnectNow, true, true)]
    [InlineData(PostgresErrorCodes.ConnectionFailure, true, true)]
    [InlineData(PostgresErrorCodes.StatementCompletionUnknown, true, true)]
    [InlineData(PostgresErrorCodes.SyntaxError, false, false)]
    public void Codes_mean(string code, bool isTransient, bool mayHaveBeenApplied)
    {
        Resilience.StoreFault fault = PostgresErrors.Classify(new PostgresException("why", "ERROR", "ERROR", code)).ShouldNotBeNull();

        fault.IsTransient.ShouldBe(isTransient);
        fault.MayHaveBeenApplied.ShouldBe(mayHaveBeenApplied);
    }

    [Fact]
    public void What_is_not_the_drivers_is_not_explained() => PostgresErrors.Classify(new InvalidOperationException()).ShouldBeNull();
}
