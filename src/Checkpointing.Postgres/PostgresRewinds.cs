using Checkpointing.Resilience;
using Npgsql;

namespace Checkpointing.Postgres;

/// <summary>
/// One call that rewinds partitions; its attempts may be repeated. It reads the versions first and changes only what still has them: a request
/// that the network held up, and delivers when processors have long gone on, then does nothing.
/// </summary>
internal sealed class PostgresRewinds
{
    /// <summary>How often processors may come in between before the call gives up, which its time limit may make it do earlier.</summary>
    private const int MostTries = 100;

    private readonly PostgresDatabase _database;
    private readonly TimeProvider _clock;
    private readonly StoreCall _call;
    private readonly List<CheckpointStoreException> _unstorable = [];
    private readonly List<Target> _targets;
    private readonly Dictionary<string, PartitionRewound> _expected = new(StringComparer.Ordinal);

    public PostgresRewinds(PostgresDatabase database, TimeProvider clock, StoreCall call, IReadOnlyList<PartitionRewind> rewinds)
    {
        _database = database;
        _clock = clock;
        _call = call;
        _targets = PostgresTexts.Storable(
            call,
            [.. rewinds.Select(rewind => new Target(rewind, PostgresClaims.NewVersion()))],
            target => target.PartitionId,
            target => [target.Rewind.Offset, target.Rewind.WrittenBy],
            _unstorable);
    }

    /// <summary>Runs the call.</summary>
    public async Task<PartitionResults<PartitionRewound>> ExecuteAsync(CancellationToken cancellationToken)
    {
        List<PostgresRow<PartitionRewound>> done = [];
        IReadOnlyList<Target> open = _targets;
        for (int attempt = 0; open.Count > 0 && attempt < MostTries; attempt++)
        {
            Dictionary<string, string?> versions = await LookAsync(open, cancellationToken).ConfigureAwait(false);

            // An earlier attempt was applied, and its answer lost.
            ILookup<bool, Target> applied = open.ToLookup(target => versions.GetValueOrDefault(target.PartitionId) == target.NewVersion);
            done.AddRange(applied[true].Select(target => new PostgresRow<PartitionRewound>(target.PartitionId, Word: null, _expected[target.PartitionId], Fault: null)));
            open = await WriteAsync([.. applied[false]], versions, done, cancellationToken).ConfigureAwait(false);
        }

        PartitionResults<PartitionRewound> results = PostgresRows.Results(done);
        return new PartitionResults<PartitionRewound>(
            results.Items,
            [
                .. results.Faults, .. _unstorable,
                .. open.Select(target => new CheckpointStoreException(
                    _call.Operation, _call.Group, target.PartitionId, "processors keep claiming in between. Try again.", isTransient: true)),
            ]);
    }

    /// <returns>The versions of the partitions that have a row.</returns>
    private async Task<Dictionary<string, string?>> LookAsync(IReadOnlyList<Target> targets, CancellationToken cancellationToken)
    {
        List<PostgresRow<PartitionRewound>> rows = await _database.QueryAsync(
            _database.Statements.ReadBeforeRewind,
            parameters =>
            {
                parameters.AddGroup(_call.Group!);
                parameters.AddTexts(targets, target => target.PartitionId);
            },
            row => PostgresRows.Read(row, _call, _clock, Rewound),
            cancellationToken).ConfigureAwait(false);
        Dictionary<string, PostgresRow<PartitionRewound>> found = rows.ToDictionary(row => row.PartitionId, StringComparer.Ordinal);
        foreach (Target target in targets)
        {
            PostgresRow<PartitionRewound> row = found.GetValueOrDefault(target.PartitionId);
            if (row.Word != target.NewVersion)
            {
                _expected[target.PartitionId] = row.Item ?? new PartitionRewound(target.PartitionId, Previous: null, PreviousOwnerId: "", Epoch: 1);
            }
        }

        return found.ToDictionary(row => row.Key, row => row.Value.Word, StringComparer.Ordinal);
    }

    /// <returns>The targets that somebody came in between of.</returns>
    private async Task<IReadOnlyList<Target>> WriteAsync(
        IReadOnlyList<Target> targets, Dictionary<string, string?> versions, List<PostgresRow<PartitionRewound>> done, CancellationToken cancellationToken)
    {
        if (targets.Count == 0)
        {
            return [];
        }

        List<PostgresRow<PartitionRewound>> rows = await _database.QueryAsync(
            _database.Statements.Rewind,
            parameters =>
            {
                parameters.AddGroup(_call.Group!);
                parameters.AddTexts(targets, target => target.PartitionId);
                parameters.AddTexts(targets, target => versions.GetValueOrDefault(target.PartitionId));
                parameters.AddTexts(targets, target => target.NewVersion);
                parameters.AddNumbers(targets, target => target.Rewind.SequenceNumber);
                parameters.AddTexts(targets, target => target.Rewind.Offset);
                parameters.AddTexts(targets, target => target.Rewind.WrittenBy);
            },
            row => PostgresRows.Read(row, _call, _clock, Rewound),
            cancellationToken).ConfigureAwait(false);
        done.AddRange(rows.Where(row => !row.IsOpen));
        return PostgresRows.Open(rows, targets, target => target.PartitionId);
    }

    /// <summary>Columns: those of the checkpoint that was there, 9: its owner, 10: the epoch after the rewind.</summary>
    private static PartitionRewound Rewound(NpgsqlDataReader row, DateTimeOffset callerNow) =>
        new(row.GetString(0), PostgresRows.Checkpoint(row, callerNow), row.GetString(9), row.GetInt64(10));

    /// <summary>A rewind, with the version that the row will have after it.</summary>
    private readonly record struct Target(PartitionRewind Rewind, string NewVersion)
    {
        public string PartitionId => Rewind.PartitionId;
    }
}
