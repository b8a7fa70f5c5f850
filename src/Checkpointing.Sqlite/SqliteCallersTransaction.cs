using Checkpointing.Resilience;
using Microsoft.Data.Sqlite;

namespace Checkpointing.Sqlite;

/// <summary>
/// Checkpoints inside a transaction of the caller's. The statement takes the file's write lock, or the transaction has it already, and keeps it
/// until it ends: nobody can take the partition between the fence's judgement and the commit.
/// </summary>
internal sealed class SqliteCallersTransaction
{
    private readonly SqliteDatabase _database;
    private readonly TimeProvider _clock;

    public SqliteCallersTransaction(SqliteDatabase database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
    }

    /// <summary>Writes one checkpoint, or rolls the transaction back.</summary>
    public async Task WriteAsync(SqliteTransaction transaction, ConsumerGroup group, CheckpointWrite write, CancellationToken cancellationToken)
    {
        StoreCall call = new(StoreOperation.WriteCheckpoints, group, write.PartitionId);
        string? file = await _database.FileNameAsync(call, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();

        // To its end, even if the caller cancels: the connection is his, and he may use it as soon as this returns.
        PartitionResults<CheckpointWriteResult> results = await Task.Run(() => Write(transaction, call, write, file), CancellationToken.None).ConfigureAwait(false);
        if (results.Faults is [CheckpointStoreException fault])
        {
            throw fault;
        }

        if (results.Items is [{ Outcome: not CheckpointOutcome.Written } refused])
        {
            await transaction.RollbackAsync(CancellationToken.None).ConfigureAwait(false);
            throw new CheckpointRefusedException(group, write.PartitionId, refused.Outcome);
        }
    }

    private PartitionResults<CheckpointWriteResult> Write(SqliteTransaction transaction, StoreCall call, CheckpointWrite write, string? file)
    {
        using SqliteSession session = new(transaction, _clock);
        if (session.FileName != file)
        {
            throw new ArgumentException($"The transaction belongs to the file '{session.FileName}', and the checkpoints are in '{file}'.", nameof(transaction));
        }

        try
        {
            // By the driver, which waits for the lock as the caller's connection says.
            session.Prepare(Statements.Lock).ExecuteNonQuery();
            return new SqliteCheckpointBatch(call.Group!, [write]).Execute(session, call);
        }
        catch (SqliteException exception) when (_database.Describe(exception) is { } fault)
        {
            // Nothing is applied before the caller commits.
            throw new CheckpointStoreException(
                call.Operation, call.Group, call.PartitionId, fault.Message, fault.IsTransient, mayHaveBeenApplied: false, exception);
        }
    }
}
