using System.Data.Common;
using Checkpointing.Backends;
using Checkpointing.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Checkpointing.Postgres;

/// <summary>Keeps ownership and checkpoints in one table of a PostgreSQL database.</summary>
/// <remarks>
/// Every operation of a processor is one statement in one round trip, however many partitions it names. With
/// <see cref="WriteCheckpointAsync"/> a checkpoint becomes part of the application's own transaction, so that effects and checkpoint are
/// committed together or not at all.
/// </remarks>
public sealed class PostgresCheckpointStore :
    ICheckpointStore, IOwnershipRequestStore, ITransactionalCheckpointStore, ICheckpointStoreOperator, ICheckpointStoreProvisioner, IAsyncDisposable
{
    private readonly PostgresCheckpointStoreOptions _options;
    private readonly PostgresDatabase _database;
    private readonly PostgresPasses _passes;
    private readonly PostgresOwnership _ownership;
    private readonly StorePipeline _once;
    private readonly TimeProvider _clock;

    /// <summary>Makes a store over a database; schema and tables are created when they are missing.</summary>
    /// <param name="connectionString">A connection string of Npgsql.</param>
    public PostgresCheckpointStore(string connectionString)
        : this(new PostgresCheckpointStoreOptions { ConnectionString = connectionString })
    {
    }

    /// <summary>Makes a store. A connection is opened with the first operation.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="timeProvider">The caller's clock, which also times limits and pauses; the system's if null.</param>
    /// <param name="logger">Where retries are noted.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is missing or wrong.</exception>
    public PostgresCheckpointStore(PostgresCheckpointStoreOptions options, TimeProvider? timeProvider = null, ILogger<PostgresCheckpointStore>? logger = null)
        : this(Validated(options).CreateDataSource(timeProvider ?? TimeProvider.System), ownsDataSource: true, options, timeProvider, logger)
    {
    }

    /// <summary>Makes a store over a data source of yours, which is not disposed with the store.</summary>
    /// <param name="dataSource">The data source. <c>Max Auto Prepare=32</c> in its connection string keeps the store's statements prepared.</param>
    /// <param name="options">The settings, of which those that name a database or a credential are not used; the defaults if null.</param>
    /// <param name="timeProvider">The caller's clock, which also times limits and pauses; the system's if null.</param>
    /// <param name="logger">Where retries are noted.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is wrong.</exception>
    public PostgresCheckpointStore(
        NpgsqlDataSource dataSource,
        PostgresCheckpointStoreOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger<PostgresCheckpointStore>? logger = null)
        : this(dataSource, ownsDataSource: false, options ?? new PostgresCheckpointStoreOptions(), timeProvider, logger)
    {
    }

    private PostgresCheckpointStore(
        NpgsqlDataSource dataSource, bool ownsDataSource, PostgresCheckpointStoreOptions options, TimeProvider? timeProvider, ILogger? logger)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        options.Validate(nameof(PostgresCheckpointStoreOptions), hasDataSource: true);
        _options = options;
        _clock = timeProvider ?? TimeProvider.System;
        logger ??= NullLogger.Instance;
        _database = new PostgresDatabase(
            dataSource,
            ownsDataSource,
            options.ProvisionOnStart,
            new PostgresStatements(options.Schema, options.RelaxedDurability),
            new StorePipeline(options.Resilience, PostgresErrors.Classify, _clock, logger));
        _passes = new PostgresPasses(options.Resilience, _clock);
        _ownership = new PostgresOwnership(_database, _passes, _clock);
        StoreResilienceOptions once = new() { OperationTimeout = options.Resilience.OperationTimeout, AttemptTimeout = options.Resilience.OperationTimeout, MaxRetries = 0 };
        _once = new StorePipeline(once, PostgresErrors.Classify, _clock, logger);
    }

    /// <summary>What creates schema and tables, for those who run DDL themselves (with <c>psql</c>, say), and what a role needs beside it.</summary>
    /// <param name="schema">The schema's name, as in <see cref="PostgresCheckpointStoreOptions.Schema"/>.</param>
    /// <param name="role">The role that the processors use, which is granted what it needs and no more; no grants if null.</param>
    /// <returns>A script for an empty database, in one transaction.</returns>
    public static string SchemaSql(string schema = PostgresCheckpointStoreOptions.DefaultSchema, string? role = null) =>
        !PostgresCheckpointStoreOptions.IsIdentifier(schema) ? throw new ArgumentException($"'{schema}' cannot name a schema.", nameof(schema))
        : role is not null && !PostgresCheckpointStoreOptions.IsIdentifier(role) ? throw new ArgumentException($"'{role}' cannot name a role.", nameof(role))
        : PostgresSchema.Script(new PostgresStatements(schema), role);

    /// <inheritdoc/>
    public bool HoldsRequests => true;

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        ListAsync(new StoreCall(StoreOperation.ListOwnership, group), _database.Statements.ListOwnership, PostgresRows.Ownership, cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken)
    {
        StoreArguments.Check(claims);
        return claims.Count == 0
            ? Task.FromResult(new PartitionResults<PartitionOwnership>([], []))
            : _ownership.ClaimAsync(group, claims, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> RequestOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests, CancellationToken cancellationToken)
    {
        StoreArguments.Check(requests);
        return requests.Count == 0
            ? Task.FromResult(new PartitionResults<PartitionOwnership>([], []))
            : _ownership.RequestAsync(group, requests, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!PostgresTexts.IsKey(group, partitionId))
        {
            return null;
        }

        StoreCall call = new(StoreOperation.ReadCheckpoint, group, partitionId);
        PartitionResults<Checkpoint> results = PostgresRows.Results(await _database.ExecuteAsync(
            call,
            token => _database.QueryAsync(
                _database.Statements.ReadCheckpoint,
                parameters =>
                {
                    parameters.AddGroup(group);
                    parameters.AddText(partitionId);
                },
                row => PostgresRows.Read(row, call, _clock, PostgresRows.Checkpoint),
                token),
            cancellationToken).ConfigureAwait(false));
        return results.Faults is [CheckpointStoreException fault] ? throw fault : results.Items.SingleOrDefault();
    }

    /// <inheritdoc/>
    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        ListAsync(new StoreCall(StoreOperation.ListCheckpoints, group), _database.Statements.ListCheckpoints, PostgresRows.Checkpoint, cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken)
    {
        StoreArguments.Check(writes);
        if (writes.Count == 0)
        {
            return Task.FromResult(new PartitionResults<CheckpointWriteResult>([], []));
        }

        StoreCall call = new(StoreOperation.WriteCheckpoints, group);
        return _database.ExecuteAsync(call, new PostgresCheckpointBatch(_database, _passes, call, writes).ExecuteAsync, cancellationToken);
    }

    /// <summary>
    /// Advances a checkpoint as part of a transaction of yours, so that it is committed with the effects of the events that it covers, or not at
    /// all: every event then takes effect exactly once.
    /// </summary>
    /// <remarks>
    /// 1. The same conditions hold as for <see cref="WriteCheckpointsAsync"/>. If the checkpoint is refused, the transaction is rolled back, so that
    /// one who lost the partition can never commit.
    /// 2. The partition's row stays locked until the transaction ends: nobody takes the partition over in between, and renewals of this partition
    /// wait. Call it last, and commit at once.
    /// 3. There is no retry: after an error the transaction is rolled back. Process the events again, in a new one.
    /// 4. The tables have to be there, in the transaction's own database.
    /// </remarks>
    /// <param name="transaction">An open transaction, at any isolation level.</param>
    /// <param name="group">The consumer group.</param>
    /// <param name="write">The write.</param>
    /// <param name="cancellationToken">Ends the wait; the transaction is then rolled back.</param>
    /// <exception cref="CheckpointRefusedException">The partition was taken over or rewound, or the events were processed before. The transaction is
    /// rolled back.</exception>
    /// <exception cref="CheckpointStoreException">The write failed. The transaction is rolled back.</exception>
    /// <exception cref="ArgumentException">The transaction has ended, or the write is malformed.</exception>
    public async Task WriteCheckpointAsync(NpgsqlTransaction transaction, ConsumerGroup group, CheckpointWrite write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        StoreArguments.Check([write]);
        if (transaction.Connection is null)
        {
            throw new ArgumentException("The transaction has ended already.", nameof(transaction));
        }

        StoreCall call = new(StoreOperation.WriteCheckpoints, group, write.PartitionId);
        CheckpointOutcome outcome;
        try
        {
            outcome = await _once.ExecuteAsync(
                call,
                token => PostgresDatabase.CancelledApartAsync(
                    apart => PostgresCheckpointBatch.WriteOrRollBackAsync(transaction, _database.Statements, call, write, apart), token),
                cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Also what failed before the server heard of it could be committed without its checkpoint.
            await PostgresCheckpointBatch.RollBackAsync(transaction).ConfigureAwait(false);
            throw;
        }

        if (outcome != CheckpointOutcome.Written)
        {
            throw new CheckpointRefusedException(group, write.PartitionId, outcome);
        }
    }

    /// <inheritdoc/>
    Task ITransactionalCheckpointStore.WriteCheckpointAsync(
        DbTransaction transaction, ConsumerGroup group, CheckpointWrite write, CancellationToken cancellationToken) =>
        WriteCheckpointAsync(CallersTransaction.Of<NpgsqlTransaction>(transaction, this), group, write, cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionRewound>> RewindAsync(
        ConsumerGroup group, IReadOnlyList<PartitionRewind> rewinds, CancellationToken cancellationToken)
    {
        StoreArguments.Check(rewinds);
        StoreCall call = new(StoreOperation.Rewind, group);
        return _database.ExecuteAsync(call, new PostgresRewinds(_database, _clock, call, rewinds).ExecuteAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> DeleteGroupAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        StoreCall call = new(StoreOperation.DeleteGroup, group);
        return _database.ExecuteAsync(call, new PostgresDeletion(_database, call).ExecuteAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConsumerGroup>> ListGroupsAsync(CancellationToken cancellationToken)
    {
        List<ConsumerGroup> groups = await _database.ExecuteAsync(
            new StoreCall(StoreOperation.ListGroups, Group: null),
            token => _database.QueryAsync(
                _database.Statements.ListGroups, _ => { }, row => new ConsumerGroup(row.GetString(0), row.GetString(1), row.GetString(2)), token),
            cancellationToken).ConfigureAwait(false);
        return [.. groups.OrderBy(group => group.ToString(), StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public Task ProvisionAsync(CancellationToken cancellationToken) =>
        _database.UseAsync(
            new StoreCall(StoreOperation.Provision, Group: null),
            (connection, token) => PostgresSchema.EnsureAsync(connection, _database.Statements, provision: true, token),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoreFinding>> VerifyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _database.UseAsync(
                new StoreCall(StoreOperation.Verify, Group: null),
                (connection, token) => PostgresVerification.LookAsync(connection, _database.Statements, _options.RelaxedDurability, token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (CheckpointStoreException exception)
        {
            return [new StoreFinding(IsError: true, exception.Message)];
        }
    }

    /// <summary>Closes the connections, if the store made them.</summary>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static PostgresCheckpointStoreOptions Validated(PostgresCheckpointStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(nameof(PostgresCheckpointStoreOptions), hasDataSource: false);
        return options;
    }

    private async Task<PartitionResults<T>> ListAsync<T>(
        StoreCall call, string sql, Func<NpgsqlDataReader, DateTimeOffset, T?> make, CancellationToken cancellationToken)
        where T : class
    {
        PostgresTexts.Check(call);
        return PostgresRows.Results(await _database.ExecuteAsync(
            call,
            token => _database.QueryAsync(
                sql, parameters => parameters.AddGroup(call.Group!), row => PostgresRows.Read(row, call, _clock, make), token),
            cancellationToken).ConfigureAwait(false));
    }
}
