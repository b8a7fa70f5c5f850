using Checkpointing.Backends;
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
    private readonly List<PostgresRow<PartitionRewound>> _done = [];
    private readonly Dictionary<string, PartitionRewound> _expected = new(StringComparer.Ordinal);
    private IReadOnlyList<PostgresRewind> _open;

    public PostgresRewinds(PostgresDatabase database, TimeProvider clock, StoreCall call, IReadOnlyList<PartitionRewind> rewinds)
    {
        _database = database;
        _clock = clock;
        _call = call;
        _open = PostgresTexts.Storable(
            call,
            [.. rewinds.Select(rewind => new PostgresRewind(rewind, RecordVersions.New()))],
            rewind => rewind.PartitionId,
            rewind => [rewind.Target.Offset, rewind.Target.WrittenBy],
            _unstorable);
    }

    /// <summary>Runs the call, or goes on with it: what an earlier attempt has heard of is done.</summary>
    public async Task<PartitionResults<PartitionRewound>> ExecuteAsync(CancellationToken cancellationToken)
    {
        for (int attempt = 0; _open.Count > 0 && attempt < MostTries; attempt++)
        {
            Dictionary<string, string?> versions = await LookAsync(cancellationToken).ConfigureAwait(false);

            // An earlier attempt was applied, and its answer lost.
            ILookup<bool, PostgresRewind> applied = _open.ToLookup(rewind => versions.GetValueOrDefault(rewind.PartitionId) == rewind.NewVersion);
            _done.AddRange(applied[true].Select(rewind => new PostgresRow<PartitionRewound>(rewind.PartitionId, Word: null, _expected[rewind.PartitionId], Fault: null)));
            _open = [.. applied[false].Select(rewind => rewind.From(versions.GetValueOrDefault(rewind.PartitionId)))];
            await WriteAsync(cancellationToken).ConfigureAwait(false);
        }

        PartitionResults<PartitionRewound> results = PostgresRows.Results(_done);
        return new PartitionResults<PartitionRewound>(
            results.Items,
            [
                .. results.Faults, .. _unstorable,
                .. _open.Select(rewind => new CheckpointStoreException(
                    _call.Operation, _call.Group, rewind.PartitionId, "processors keep claiming in between. Try again.", isTransient: true)),
            ]);
    }

    /// <returns>The versions of the partitions that have a row.</returns>
    private async Task<Dictionary<string, string?>> LookAsync(CancellationToken cancellationToken)
    {
        List<PostgresRow<PartitionRewound>> rows = await _database.QueryAsync(
            _database.Statements.ReadBeforeRewind,
            parameters =>
            {
                parameters.AddGroup(_call.Group!);
                parameters.AddTexts(_open, rewind => rewind.PartitionId);
            },
            row => PostgresRows.Read(row, _call, _clock, Rewound),
            cancellationToken).ConfigureAwait(false);
        Dictionary<string, PostgresRow<PartitionRewound>> found = rows.ToDictionary(row => row.PartitionId, StringComparer.Ordinal);
        foreach (PostgresRewind rewind in _open)
        {
            PostgresRow<PartitionRewound> row = found.GetValueOrDefault(rewind.PartitionId);
            if (row.Word != rewind.NewVersion)
            {
                _expected[rewind.PartitionId] = row.Item ?? new PartitionRewound(rewind.PartitionId, Previous: null, PreviousOwnerId: "", Epoch: 1);
            }
        }

        return found.ToDictionary(row => row.Key, row => row.Value.Word, StringComparer.Ordinal);
    }

    /// <remarks>Those that somebody came in between of stay open.</remarks>
    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (_open.Count == 0)
        {
            return;
        }

        List<PostgresRow<PartitionRewound>> rows = await _database.QueryAsync(
            _database.Statements.Rewind,
            parameters =>
            {
                parameters.AddGroup(_call.Group!);
                parameters.AddTexts(_open, rewind => rewind.PartitionId);
                parameters.AddTexts(_open, rewind => rewind.Version);
                parameters.AddTexts(_open, rewind => rewind.NewVersion);
                parameters.AddNumbers(_open, rewind => rewind.Target.SequenceNumber);
                parameters.AddTexts(_open, rewind => rewind.Target.Offset);
                parameters.AddTexts(_open, rewind => rewind.Target.WrittenBy);
            },
            row => PostgresRows.Read(row, _call, _clock, Rewound),
            cancellationToken).ConfigureAwait(false);
        _done.AddRange(rows.Where(row => !row.IsOpen));
        _open = PostgresRows.Open(rows, _open, rewind => rewind.PartitionId);
    }

    /// <summary>Columns: those of the checkpoint that was there, 9: its owner, 10: the epoch after the rewind.</summary>
    private static PartitionRewound Rewound(NpgsqlDataReader row, DateTimeOffset callerNow) =>
        new(row.GetString(0), PostgresRows.Checkpoint(row, callerNow), row.GetString(9), row.GetInt64(10));
}
