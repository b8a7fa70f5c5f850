using System.Collections.Concurrent;
using Checkpointing.Resilience;

namespace Checkpointing.Postgres;

/// <summary>One call that requests partitions; its attempts may be repeated, for a request that is noted twice is noted once.</summary>
internal sealed class PostgresRequests
{
    private readonly PostgresDatabase _database;
    private readonly PostgresPasses _passes;
    private readonly TimeProvider _clock;
    private readonly StoreCall _call;
    private readonly List<CheckpointStoreException> _unstorable = [];
    private readonly List<OwnershipRequest> _requests;

    public PostgresRequests(PostgresDatabase database, PostgresPasses passes, TimeProvider clock, StoreCall call, IReadOnlyList<OwnershipRequest> requests)
    {
        _database = database;
        _passes = passes;
        _clock = clock;
        _call = call;
        _requests = PostgresTexts.Storable(
            call, requests, request => request.PartitionId, request => [request.OwnerId, request.RequestedBy], _unstorable);
    }

    /// <summary>Runs the call.</summary>
    public async Task<PartitionResults<PartitionOwnership>> ExecuteAsync(CancellationToken cancellationToken)
    {
        ConcurrentBag<PostgresRow<PartitionOwnership>> answered = [];
        IReadOnlyCollection<CheckpointStoreException> faults = await _passes.RunAsync<OwnershipRequest>(
            _call,
            _requests,
            request => request.PartitionId,
            async (requests, waits, token) =>
            {
                List<PostgresRow<PartitionOwnership>> rows = await QueryAsync(requests, waits, token).ConfigureAwait(false);
                rows.ForEach(answered.Add);
                return PostgresRows.Open(rows, requests, request => request.PartitionId);
            },
            cancellationToken).ConfigureAwait(false);
        PartitionResults<PartitionOwnership> results = PostgresRows.Results(answered);
        return new PartitionResults<PartitionOwnership>(results.Items, [.. results.Faults, .. faults, .. _unstorable]);
    }

    private Task<List<PostgresRow<PartitionOwnership>>> QueryAsync(IReadOnlyList<OwnershipRequest> requests, bool waits, CancellationToken cancellationToken) =>
        _database.QueryAsync(
            waits ? _database.Statements.RequestAndWait : _database.Statements.RequestWhatIsFree,
            parameters =>
            {
                parameters.AddGroup(_call.Group!);
                parameters.AddTexts(requests, request => request.PartitionId);
                parameters.AddTexts(requests, request => request.OwnerId);
                parameters.AddTexts(requests, request => request.RequestedBy);
            },
            row => PostgresRows.Read(row, _call, _clock, (noted, now) => noted.GetString(8) == "noted" ? PostgresRows.Ownership(noted, now) : null),
            cancellationToken);
}
