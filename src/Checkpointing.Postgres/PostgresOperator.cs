using Checkpointing.Resilience;
using Npgsql;

namespace Checkpointing.Postgres;

/// <summary>
/// Rewinds and deletions. Each reads the versions first and changes only what still has them: a request that the network held up, and delivers
/// when processors have long gone on, then does nothing.
/// </summary>
internal sealed class PostgresOperator
{
    /// <summary>How often processors may come in between before the call gives up.</summary>
    private const int MostTries = 10;

    private readonly PostgresDatabase _database;
    private readonly TimeProvider _clock;

    public PostgresOperator(PostgresDatabase database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
    }

    /// <summary>Rewinds partitions.</summary>
    public Task<PartitionResults<PartitionRewound>> RewindAsync(StoreCall call, IReadOnlyList<PartitionRewind> rewinds, CancellationToken cancellationToken)
    {
        List<CheckpointStoreException> unstorable = [];
        List<PartitionRewind> storable = PostgresTexts.Storable(
            call, rewinds, rewind => rewind.PartitionId, rewind => [rewind.Offset, rewind.WrittenBy], unstorable);
        return _database.ExecuteAsync(
            call,
            async token =>
            {
                List<PostgresRow<PartitionRewound>> done = [];
                List<PartitionRewind> open = storable;
                for (int attempt = 0; open.Count > 0 && attempt < MostTries; attempt++)
                {
                    open = await PassAsync(call, open, done, token).ConfigureAwait(false);
                }

                PartitionResults<PartitionRewound> results = PostgresRows.Results(done);
                return new PartitionResults<PartitionRewound>(
                    results.Items, [.. results.Faults, .. unstorable, .. open.Select(rewind => Busy(call, rewind.PartitionId))]);
            },
            cancellationToken);
    }

    /// <summary>Deletes a group.</summary>
    /// <returns>How many partitions it had.</returns>
    public Task<int> DeleteAsync(StoreCall call, CancellationToken cancellationToken)
    {
        PostgresTexts.Check(call);
        HashSet<string> partitions = new(StringComparer.Ordinal);
        return _database.ExecuteAsync(
            call,
            async token =>
            {
                for (int attempt = 0; attempt < MostTries; attempt++)
                {
                    List<KeyValuePair<string, string?>> present = await _database.QueryAsync(
                        _database.Statements.ReadBeforeDelete, parameters => parameters.Add(call.Group!), Version, token).ConfigureAwait(false);
                    partitions.UnionWith(present.Select(row => row.Key));
                    List<string> deleted = present.Count == 0 ? [] : await _database.QueryAsync(
                        _database.Statements.DeleteGroup,
                        parameters =>
                        {
                            parameters.Add(call.Group!);
                            parameters.Add(present, row => row.Key);
                            parameters.Add(present, row => row.Value);
                        },
                        row => row.GetString(0),
                        token).ConfigureAwait(false);
                    if (deleted.Count == present.Count)
                    {
                        return partitions.Count;
                    }
                }

                throw Busy(call, partitionId: null);
            },
            cancellationToken);
    }

    private static KeyValuePair<string, string?> Version(NpgsqlDataReader row) => new(row.GetString(0), PostgresRows.Text(row, 1));

    private static CheckpointStoreException Busy(StoreCall call, string? partitionId) => new(
        call.Operation, call.Group, partitionId, "processors keep claiming in between. Stop them first, or try again.", isTransient: true);

    /// <returns>The rewinds that somebody came in between of.</returns>
    private async Task<List<PartitionRewind>> PassAsync(
        StoreCall call, List<PartitionRewind> rewinds, List<PostgresRow<PartitionRewound>> done, CancellationToken cancellationToken)
    {
        Dictionary<string, string?> versions = new(
            await _database.QueryAsync(
                _database.Statements.ReadBeforeRewind,
                parameters =>
                {
                    parameters.Add(call.Group!);
                    parameters.Add(rewinds, rewind => rewind.PartitionId);
                },
                Version,
                cancellationToken).ConfigureAwait(false),
            StringComparer.Ordinal);
        List<(string PartitionId, string Outcome, PostgresRow<PartitionRewound> Row)> rows = await _database.QueryAsync(
            _database.Statements.Rewind,
            parameters =>
            {
                parameters.Add(call.Group!);
                parameters.Add(rewinds, rewind => rewind.PartitionId);
                parameters.Add(rewinds, rewind => versions.GetValueOrDefault(rewind.PartitionId));
                parameters.Add(rewinds, _ => PostgresClaims.NewVersion());
                parameters.Add(rewinds, rewind => rewind.SequenceNumber);
                parameters.Add(rewinds, rewind => rewind.Offset);
                parameters.Add(rewinds, rewind => rewind.WrittenBy);
            },
            row => (row.GetString(0), row.GetString(8), PostgresRows.Read(row, call, _clock, Rewound)),
            cancellationToken).ConfigureAwait(false);
        done.AddRange(rows.Where(row => row.Outcome != "open").Select(row => row.Row));
        HashSet<string> open = [.. rows.Where(row => row.Outcome == "open").Select(row => row.PartitionId)];
        return [.. rewinds.Where(rewind => open.Contains(rewind.PartitionId))];
    }

    private static PartitionRewound Rewound(NpgsqlDataReader row, DateTimeOffset callerNow) =>
        new(row.GetString(0), PostgresRows.Checkpoint(row, callerNow), row.GetString(9), row.GetInt64(10));
}
