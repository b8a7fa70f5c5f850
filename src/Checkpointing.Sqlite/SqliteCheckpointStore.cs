using System.Data.Common;
using Checkpointing.Backends;
using Checkpointing.Resilience;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Checkpointing.Sqlite;

/// <summary>Keeps ownership and checkpoints in one SQLite file, which several processes on one machine may share.</summary>
public sealed class SqliteCheckpointStore :
    ICheckpointStore, IOwnershipRequestStore, ITransactionalCheckpointStore, ICheckpointStoreOperator, ICheckpointStoreProvisioner, IAsyncDisposable, IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly SqliteCallersTransaction _callersTransaction;

    /// <summary>Makes a store over a file, created when it is missing.</summary>
    /// <param name="dataSource">The path of the file.</param>
    public SqliteCheckpointStore(string dataSource)
        : this(new SqliteCheckpointStoreOptions { DataSource = dataSource })
    {
    }

    /// <summary>Makes a store. The file is opened with the first operation.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="timeProvider">The caller's clock, which also times limits and pauses; the system's if null.</param>
    /// <param name="logger">Where retries are noted.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is missing or wrong.</exception>
    public SqliteCheckpointStore(SqliteCheckpointStoreOptions options, TimeProvider? timeProvider = null, ILogger<SqliteCheckpointStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(nameof(SqliteCheckpointStoreOptions));
        TimeProvider clock = timeProvider ?? TimeProvider.System;
        _database = new SqliteDatabase(options, clock, logger ?? NullLogger<SqliteCheckpointStore>.Instance);
        _callersTransaction = new SqliteCallersTransaction(_database, clock);
    }

    /// <summary>
    /// What <see cref="ProvisionAsync"/> runs on a file without tables, for those who create them by other means (<c>sqlite3 checkpoints.db</c>, a
    /// migration tool).
    /// </summary>
    public static string SchemaSql() => SqliteSchema.Script;

    /// <inheritdoc/>
    public bool HoldsRequests => true;

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            new StoreCall(StoreOperation.ListOwnership, group),
            (session, call) => SqliteRows.Read(session.Prepare(Statements.ListOwnership, group), call, session.Clock, SqliteRows.Ownership),
            cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken)
    {
        StoreArguments.Check(claims);
        if (claims.Count == 0)
        {
            return Task.FromResult(new PartitionResults<PartitionOwnership>([], []));
        }

        return _database.TryAsync<PartitionResults<PartitionOwnership>>(
            new StoreCall(StoreOperation.ClaimOwnership, group), SqliteOwnershipBatch.Of(group, claims).TryExecute, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> RequestOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests, CancellationToken cancellationToken)
    {
        StoreArguments.Check(requests);
        if (requests.Count == 0)
        {
            return Task.FromResult(new PartitionResults<PartitionOwnership>([], []));
        }

        return _database.TryAsync<PartitionResults<PartitionOwnership>>(
            new StoreCall(StoreOperation.RequestOwnership, group), SqliteOwnershipBatch.Of(group, requests).TryExecute, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            new StoreCall(StoreOperation.ReadCheckpoint, group, partitionId),
            (session, call) =>
            {
                SqliteCommand command = session.Prepare(Statements.ReadCheckpoint, group);
                command.Parameters.AddWithValue("@partition_id", partitionId);
                PartitionResults<Checkpoint> results = SqliteRows.Read(command, call, session.Clock, SqliteRows.Checkpoint);
                return results.Faults is [CheckpointStoreException fault] ? throw fault : results.Items.SingleOrDefault();
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            new StoreCall(StoreOperation.ListCheckpoints, group),
            (session, call) => SqliteRows.Read(session.Prepare(Statements.ListCheckpoints, group), call, session.Clock, SqliteRows.Checkpoint),
            cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken)
    {
        StoreArguments.Check(writes);
        return writes.Count == 0
            ? Task.FromResult(new PartitionResults<CheckpointWriteResult>([], []))
            : _database.TryAsync<PartitionResults<CheckpointWriteResult>>(
                new StoreCall(StoreOperation.WriteCheckpoints, group), new SqliteCheckpointBatch(group, writes).TryExecute, cancellationToken);
    }

    /// <summary>
    /// Advances a checkpoint inside a transaction of yours, so that what you do for the events and the checkpoint become valid together or not at
    /// all: the effects in this file are then exactly once.
    /// </summary>
    /// <param name="transaction">An open transaction of a connection on the store's file. Commit it afterwards.</param>
    /// <param name="group">The consumer group.</param>
    /// <param name="write">The write. Its epoch is compared as always: the transaction of a former owner fails.</param>
    /// <param name="cancellationToken">Checked before the statement; a statement that runs is not interrupted.</param>
    /// <remarks>The driver waits for the file's lock as your connection says (<c>Default Timeout</c>), and the durability is your connection's.</remarks>
    /// <exception cref="CheckpointRefusedException">The write is <see cref="CheckpointOutcome.Fenced"/> or <see cref="CheckpointOutcome.Stale"/>.
    /// The transaction has been rolled back.</exception>
    /// <exception cref="CheckpointStoreException">The file failed, or the partition's row cannot be understood. Roll the transaction back; a transient
    /// fault may be tried again in a new one.</exception>
    /// <exception cref="ArgumentException">The transaction has ended, or it belongs to another file, or the write is malformed.</exception>
    public Task WriteCheckpointAsync(SqliteTransaction transaction, ConsumerGroup group, CheckpointWrite write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(group);
        StoreArguments.Check([write]);
        return _callersTransaction.WriteAsync(transaction, group, write, cancellationToken);
    }

    /// <inheritdoc/>
    Task ITransactionalCheckpointStore.WriteCheckpointAsync(
        DbTransaction transaction, ConsumerGroup group, CheckpointWrite write, CancellationToken cancellationToken) =>
        WriteCheckpointAsync(CallersTransaction.Of<SqliteTransaction>(transaction, this), group, write, cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionRewound>> RewindAsync(
        ConsumerGroup group, IReadOnlyList<PartitionRewind> rewinds, CancellationToken cancellationToken)
    {
        StoreArguments.Check(rewinds);
        return _database.WriteAsync(
            new StoreCall(StoreOperation.Rewind, group),
            (session, call) => SqliteRewinds.Execute(session, call, rewinds),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> DeleteGroupAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            new StoreCall(StoreOperation.DeleteGroup, group),
            (session, _) => session.Prepare(Statements.DeleteGroup, group).ExecuteNonQuery(),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConsumerGroup>> ListGroupsAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<ConsumerGroup>>(
            new StoreCall(StoreOperation.ListGroups, Group: null),
            (session, _) =>
            {
                List<ConsumerGroup> groups = [];
                using SqliteDataReader rows = session.Prepare(Statements.ListGroups).ExecuteReader();
                while (rows.Read())
                {
                    groups.Add(new ConsumerGroup(rows.GetString(0), rows.GetString(1), rows.GetString(2)));
                }

                return groups;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task ProvisionAsync(CancellationToken cancellationToken) => _database.ProvisionAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoreFinding>> VerifyAsync(CancellationToken cancellationToken) => _database.VerifyAsync(cancellationToken);

    /// <summary>Closes the file. Waits for a statement that is running.</summary>
    public void Dispose() => _database.Dispose();

    /// <summary>Closes the file. Waits for a statement that is running.</summary>
    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
