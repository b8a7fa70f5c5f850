using Checkpointing.Resilience;
using Microsoft.Data.Sqlite;

namespace Checkpointing.Sqlite;

/// <summary>
/// One call that advances checkpoints. What may be written is written at once; only when something was refused, a query in the same transaction tells
/// why.
/// </summary>
internal sealed class SqliteCheckpointBatch
{
    private readonly ConsumerGroup _group;
    private readonly IReadOnlyList<CheckpointWrite> _writes;
    private bool _mayBeApplied;

    public SqliteCheckpointBatch(ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes)
    {
        _group = group;
        _writes = writes;
    }

    /// <summary>Runs the batch as a whole; may be repeated.</summary>
    /// <returns>False, with nothing done, if another connection holds the lock now.</returns>
    public bool TryExecute(SqliteSession session, StoreCall call, out PartitionResults<CheckpointWriteResult>? results)
    {
        results = null;
        if (_writes is not [CheckpointWrite only])
        {
            return session.TryWrite(locked => Execute(locked, call), out results);
        }

        // The usual write is a transaction by itself. What it does not change, for whatever reason, is looked at in another one.
        bool isRepeated = _mayBeApplied;
        _mayBeApplied = true;
        int? advanced = Advance(session, only).TryChange();
        if (advanced == 1)
        {
            results = new PartitionResults<CheckpointWriteResult>([Result(only, CheckpointOutcome.Written)], []);
            return true;
        }

        _mayBeApplied = isRepeated;
        return advanced is not null && session.TryWrite(locked => Execute(locked, call), out results);
    }

    /// <summary>Runs the batch in a transaction that has the lock; may be repeated.</summary>
    public PartitionResults<CheckpointWriteResult> Execute(SqliteSession session, StoreCall call)
    {
        bool isRepeated = _mayBeApplied;
        _mayBeApplied = true;
        HashSet<string> written = new(_writes.Count, StringComparer.Ordinal);
        foreach (CheckpointWrite write in _writes)
        {
            if (Advance(session, write).Change() == 1 || (write.Epoch == 0 && First(session, write).Change() == 1))
            {
                written.Add(write.PartitionId);
            }
        }

        if (written.Count == _writes.Count)
        {
            return new PartitionResults<CheckpointWriteResult>([.. _writes.Select(write => Result(write, CheckpointOutcome.Written))], []);
        }

        List<CheckpointWrite> refused = [.. _writes.Where(write => !written.Contains(write.PartitionId))];
        Dictionary<string, Refusal> refusals = Explain(session, call, refused);
        List<CheckpointWriteResult> items = [];
        List<CheckpointStoreException> faults = [];
        foreach (CheckpointWrite write in _writes)
        {
            if (written.Contains(write.PartitionId))
            {
                items.Add(Result(write, CheckpointOutcome.Written));
            }
            else if (refusals.GetValueOrDefault(write.PartitionId).Fault is { } fault)
            {
                faults.Add(fault);
            }
            else
            {
                items.Add(Result(write, Judge(write, refusals.GetValueOrDefault(write.PartitionId), isRepeated)));
            }
        }

        return new PartitionResults<CheckpointWriteResult>(items, faults);
    }

    /// <remarks>An earlier attempt of this call may have been applied without its confirmation: what it wrote counts as written.</remarks>
    private static CheckpointOutcome Judge(CheckpointWrite write, Refusal refusal, bool isRepeated)
    {
        if (refusal.Epoch != write.Epoch)
        {
            return CheckpointOutcome.Fenced;
        }

        return isRepeated && refusal.SequenceNumber == write.SequenceNumber && refusal.WrittenBy == write.WrittenBy
            ? CheckpointOutcome.Written
            : CheckpointOutcome.Stale;
    }

    private static CheckpointWriteResult Result(CheckpointWrite write, CheckpointOutcome outcome) => new(write.PartitionId, outcome);

    private SqliteStatement Advance(SqliteSession session, CheckpointWrite write)
    {
        SqliteStatement statement = session.Statement(Statements.AdvanceCheckpoint, _group);
        statement.Bind(4, write.PartitionId);
        statement.Bind(5, write.SequenceNumber);
        statement.Bind(6, write.Offset);
        statement.Bind(7, write.Epoch);
        statement.Bind(8, write.WrittenBy);
        statement.Bind(9, SqliteRows.LatestTime);
        return statement;
    }

    private SqliteStatement First(SqliteSession session, CheckpointWrite write)
    {
        SqliteStatement statement = session.Statement(Statements.FirstCheckpoint, _group);
        statement.Bind(4, write.PartitionId);
        statement.Bind(5, write.SequenceNumber);
        statement.Bind(6, write.Offset);
        statement.Bind(7, write.WrittenBy);
        return statement;
    }

    private Dictionary<string, Refusal> Explain(SqliteSession session, StoreCall call, List<CheckpointWrite> refused)
    {
        SqliteCommand command = session.Prepare(Statements.ExplainRefusals, _group);
        command.Parameters.AddWithValue("@partitions", SqliteBatches.Partitions(refused.Select(write => write.PartitionId)));
        Dictionary<string, Refusal> refusals = new(StringComparer.Ordinal);
        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read())
        {
            string partitionId = rows.GetString(0);
            try
            {
                Checkpoint? stored = SqliteRows.Checkpoint(rows, session.Clock.GetUtcNow());
                refusals.Add(partitionId, new Refusal(SqliteRows.Epoch(rows, 7), stored?.SequenceNumber, stored?.WrittenBy, Fault: null));
            }
            catch (SqliteRowException exception)
            {
                refusals.Add(partitionId, new Refusal(null, null, null, SqliteRows.Fault(call, partitionId, exception)));
            }
        }

        return refusals;
    }

    /// <summary>What is stored in place of a refused write; all null when there is no row.</summary>
    private readonly record struct Refusal(long? Epoch, long? SequenceNumber, string? WrittenBy, CheckpointStoreException? Fault);
}
