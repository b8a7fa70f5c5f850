using System.Collections.Concurrent;
using Checkpointing.Resilience;
using Npgsql;

namespace Checkpointing.Postgres;

/// <summary>One call that advances checkpoints; its attempts may be repeated.</summary>
internal sealed class PostgresCheckpointBatch
{
    private readonly PostgresDatabase _database;
    private readonly PostgresPasses _passes;
    private readonly StoreCall _call;
    private readonly List<CheckpointStoreException> _unstorable = [];
    private readonly List<CheckpointWrite> _writes;
    private int _attempts;

    public PostgresCheckpointBatch(PostgresDatabase database, PostgresPasses passes, StoreCall call, IReadOnlyList<CheckpointWrite> writes)
    {
        _database = database;
        _passes = passes;
        _call = call;
        _writes = PostgresTexts.Storable(call, writes, write => write.PartitionId, write => [write.Offset, write.WrittenBy], _unstorable);
    }

    /// <summary>Runs the call.</summary>
    public async Task<PartitionResults<CheckpointWriteResult>> ExecuteAsync(CancellationToken cancellationToken)
    {
        bool isRepeated = Interlocked.Increment(ref _attempts) > 1;
        if (!isRepeated && _writes is [CheckpointWrite only] && await AdvanceAsync(only, cancellationToken).ConfigureAwait(false))
        {
            return new PartitionResults<CheckpointWriteResult>([new CheckpointWriteResult(only.PartitionId, CheckpointOutcome.Written)], _unstorable);
        }

        ConcurrentBag<Row> rows = [];
        IReadOnlyCollection<CheckpointStoreException> faults = await _passes.RunAsync<CheckpointWrite>(
            _call,
            _database.Statements.Write,
            _writes,
            write => write.PartitionId,
            async (sql, writes, token) =>
            {
                List<Row> answered = await _database.QueryAsync(
                    sql,
                    parameters => Bind(parameters, _call.Group!, writes, isRepeated),
                    Read,
                    token).ConfigureAwait(false);
                answered.ForEach(rows.Add);
                HashSet<string> open = [.. answered.Where(row => row.IsOpen).Select(row => row.PartitionId)];
                return open.Count == 0 ? [] : [.. writes.Where(write => open.Contains(write.PartitionId))];
            },
            cancellationToken).ConfigureAwait(false);
        return new PartitionResults<CheckpointWriteResult>(
            [.. rows.Where(row => row.Outcome is not null).Select(row => new CheckpointWriteResult(row.PartitionId, row.Outcome!.Value))],
            [.. rows.Where(row => row.Damage is not null).Select(row => PostgresRows.Fault(_call, row.PartitionId, row.Damage!)), .. faults, .. _unstorable]);
    }

    /// <summary>
    /// Writes one checkpoint as part of a transaction, or rolls that back. Waits for whoever holds the row, and holds it until the transaction ends.
    /// </summary>
    public static async Task<CheckpointOutcome> WriteOrRollBackAsync(
        NpgsqlTransaction transaction, PostgresStatements statements, StoreCall call, CheckpointWrite write, CancellationToken cancellationToken)
    {
        CheckpointOutcome outcome = await WriteAsync(transaction, statements, call, write, cancellationToken).ConfigureAwait(false);
        if (outcome != CheckpointOutcome.Written)
        {
            await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
        }

        return outcome;
    }

    /// <summary>Makes sure that a transaction whose checkpoint failed is never committed.</summary>
    public static async Task RollBackAsync(NpgsqlTransaction transaction)
    {
        try
        {
            await transaction.RollbackAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            // Its connection is broken, or it has ended: there is nothing left that could be committed.
        }
    }

    private static async Task<CheckpointOutcome> WriteAsync(
        NpgsqlTransaction transaction, PostgresStatements statements, StoreCall call, CheckpointWrite write, CancellationToken cancellationToken)
    {
        List<CheckpointStoreException> unstorable = [];
        PostgresTexts.Storable(call, [write], item => item.PartitionId, item => [item.Offset, item.WrittenBy], unstorable);
        if (unstorable is [CheckpointStoreException fault])
        {
            throw fault;
        }

        while (true)
        {
            List<Row> rows = await PostgresDatabase.QueryAsync(
                transaction.Connection!,
                transaction,
                statements.WriteInTransaction,
                parameters => Bind(parameters, call.Group!, [write], isRepeated: false),
                Read,
                cancellationToken).ConfigureAwait(false);
            switch (rows.Single())
            {
                case { Damage: { } damage }:
                    throw PostgresRows.Fault(call, write.PartitionId, damage);
                case { Outcome: { } outcome }:
                    return outcome;
            }
        }
    }

    /// <returns>Whether it is written; if not, nothing was changed.</returns>
    private async Task<bool> AdvanceAsync(CheckpointWrite write, CancellationToken cancellationToken) =>
        (await _database.QueryAsync(
            _database.Statements.Advance,
            parameters =>
            {
                parameters.AddGroup(_call.Group!);
                parameters.AddText(write.PartitionId);
                parameters.AddNumber(write.SequenceNumber);
                parameters.AddText(write.Offset);
                parameters.AddNumber(write.Epoch);
                parameters.AddText(write.WrittenBy);
            },
            row => row.GetString(0),
            cancellationToken).ConfigureAwait(false)).Count == 1;

    private static void Bind(NpgsqlParameterCollection parameters, ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, bool isRepeated)
    {
        parameters.AddGroup(group);
        parameters.AddTexts(writes, write => write.PartitionId);
        parameters.AddNumbers(writes, write => (long?)write.SequenceNumber);
        parameters.AddTexts(writes, write => write.Offset);
        parameters.AddNumbers(writes, write => (long?)write.Epoch);
        parameters.AddTexts(writes, write => write.WrittenBy);
        parameters.AddFlag(isRepeated);
    }

    private static Row Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        PostgresRows.Text(row, 1),
        row.GetString(2) switch
        {
            "written" => CheckpointOutcome.Written,
            "stale" => CheckpointOutcome.Stale,
            "fenced" => CheckpointOutcome.Fenced,
            _ => null,
        });

    /// <summary>What became of one write; without damage and outcome it is left open.</summary>
    private readonly record struct Row(string PartitionId, string? Damage, CheckpointOutcome? Outcome)
    {
        public bool IsOpen => Damage is null && Outcome is null;
    }
}
