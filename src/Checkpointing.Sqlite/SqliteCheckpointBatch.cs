using Checkpointing.Resilience;
using Microsoft.Data.Sqlite;

namespace Checkpointing.Sqlite;

/// <summary>
/// One call that advances checkpoints. One statement writes all that may be written; only when something was refused, a second one in the
/// same
/// transaction tells why.
/// </summary>
internal sealed class SqliteCheckpointBatch
{
    private readonly ConsumerGroup _group;
    private readonly IReadOnlyList<CheckpointWrite> _writes;
    private int _attempts;

    public SqliteCheckpointBatch(ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes)
    {
        _group = group;
        _writes = writes;
    }

    /// <summary>Runs the batch; may be repeated.</summary>
    public PartitionResults<CheckpointWriteResult> Execute(SqliteSession session, StoreCall call)
    {
        bool isRepeated = Interlocked.Increment(ref _attempts) > 1;
        HashSet<string> written = Write(session);
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

    private HashSet<string> Write(SqliteSession session)
    {
        SqliteCommand command = session.Prepare(Statements.WriteCheckpoints, _group);
        command.Parameters.AddWithValue("@writes", SqliteBatches.Writes(_writes));
        command.Parameters.AddWithValue("@latest_time", SqliteRows.LatestTime);
        HashSet<string> written = new(StringComparer.Ordinal);
        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read())
        {
            written.Add(rows.GetString(0));
        }

        return written;
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
