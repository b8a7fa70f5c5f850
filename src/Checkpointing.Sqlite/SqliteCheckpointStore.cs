using Checkpointing.Backends;
using Checkpointing.Resilience;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Checkpointing.Sqlite;

/// <summary>Keeps ownership and checkpoints in one SQLite file, which several processes on one machine may share.</summary>
public sealed class SqliteCheckpointStore : ICheckpointStore, ICheckpointStoreOperator, ICheckpointStoreProvisioner, IAsyncDisposable, IDisposable
{
    private readonly SqliteDatabase _database;

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
        _database = new SqliteDatabase(options, timeProvider ?? TimeProvider.System, logger ?? NullLogger<SqliteCheckpointStore>.Instance);
    }

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

        return _database.WriteAsync(new StoreCall(StoreOperation.ClaimOwnership, group), new SqliteClaimBatch(group, claims).Execute, cancellationToken);
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
            : _database.WriteAsync(new StoreCall(StoreOperation.WriteCheckpoints, group), new SqliteCheckpointBatch(group, writes).Execute, cancellationToken);
    }

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
