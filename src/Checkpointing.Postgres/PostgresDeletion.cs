using Checkpointing.Resilience;

namespace Checkpointing.Postgres;

/// <summary>
/// One call that deletes a group; its attempts may be repeated. Like a rewind it deletes only what it has read: a request that the network held up
/// must not delete what was made since.
/// </summary>
internal sealed class PostgresDeletion
{
    /// <summary>How often processors may come in between before the call gives up.</summary>
    private const int MostTries = 10;

    private readonly PostgresDatabase _database;
    private readonly StoreCall _call;
    private readonly HashSet<string> _partitions = new(StringComparer.Ordinal);

    public PostgresDeletion(PostgresDatabase database, StoreCall call)
    {
        PostgresTexts.Check(call);
        _database = database;
        _call = call;
    }

    /// <summary>Runs the call.</summary>
    /// <returns>How many partitions the group had.</returns>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            List<KeyValuePair<string, string?>> present = await _database.QueryAsync(
                _database.Statements.ReadBeforeDelete,
                parameters => parameters.AddGroup(_call.Group!),
                row => KeyValuePair.Create(row.GetString(0), PostgresRows.Text(row, 1)),
                cancellationToken).ConfigureAwait(false);
            _partitions.UnionWith(present.Select(row => row.Key));
            List<string> deleted = present.Count == 0 ? [] : await _database.QueryAsync(
                _database.Statements.DeleteGroup,
                parameters =>
                {
                    parameters.AddGroup(_call.Group!);
                    parameters.AddTexts(present, row => row.Key);
                    parameters.AddTexts(present, row => row.Value);
                },
                row => row.GetString(0),
                cancellationToken).ConfigureAwait(false);
            if (deleted.Count == present.Count)
            {
                return _partitions.Count;
            }
        }

        throw new CheckpointStoreException(
            _call.Operation, _call.Group, partitionId: null, "processors keep claiming. Stop them first.", isTransient: true, mayHaveBeenApplied: true);
    }
}
