using System.Collections.Concurrent;
using Checkpointing.Backends;
using Checkpointing.Resilience;
using Npgsql;

namespace Checkpointing.Postgres;

/// <summary>Calls that change ownership records: claims, and requests for partitions.</summary>
internal sealed class PostgresOwnership
{
    private readonly PostgresDatabase _database;
    private readonly PostgresPasses _passes;
    private readonly TimeProvider _clock;

    public PostgresOwnership(PostgresDatabase database, PostgresPasses passes, TimeProvider clock)
    {
        _database = database;
        _passes = passes;
        _clock = clock;
    }

    /// <summary>Claims partitions.</summary>
    /// <remarks>
    /// Versions are made once for a call and not for an attempt: so a repeated attempt recognises its own earlier success.
    /// </remarks>
    public Task<PartitionResults<PartitionOwnership>> ClaimAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken)
    {
        string[] versions = RecordVersions.New(claims.Count);
        return ChangeAsync<Proposal>(
            new StoreCall(StoreOperation.ClaimOwnership, group),
            [.. claims.Select((claim, index) => new Proposal(claim, versions[index]))],
            proposal => proposal.Claim.PartitionId,
            proposal => [proposal.Claim.OwnerId, proposal.Claim.OwnerInstance, proposal.Claim.Version],
            _database.Statements.Claim,
            (parameters, proposals) =>
            {
                parameters.AddTexts(proposals, proposal => proposal.Claim.PartitionId);
                parameters.AddTexts(proposals, proposal => proposal.Claim.OwnerId);
                parameters.AddTexts(proposals, proposal => proposal.Claim.OwnerInstance);
                parameters.AddTexts(proposals, proposal => proposal.Claim.Version);
                parameters.AddTexts(proposals, proposal => proposal.NewVersion);
            },
            "won",
            cancellationToken);
    }

    /// <summary>Requests partitions. An attempt that is repeated notes the same again.</summary>
    public Task<PartitionResults<PartitionOwnership>> RequestAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests, CancellationToken cancellationToken) =>
        ChangeAsync(
            new StoreCall(StoreOperation.RequestOwnership, group),
            requests,
            request => request.PartitionId,
            request => [request.OwnerId, request.RequestedBy],
            _database.Statements.Request,
            (parameters, batch) =>
            {
                parameters.AddTexts(batch, request => request.PartitionId);
                parameters.AddTexts(batch, request => request.OwnerId);
                parameters.AddTexts(batch, request => request.RequestedBy);
            },
            "noted",
            cancellationToken);

    private Task<PartitionResults<PartitionOwnership>> ChangeAsync<T>(
        StoreCall call,
        IReadOnlyList<T> items,
        Func<T, string> partitionOf,
        Func<T, string?[]> textsOf,
        PostgresLocking statement,
        Action<NpgsqlParameterCollection, IReadOnlyList<T>> bind,
        string success,
        CancellationToken cancellationToken)
    {
        List<CheckpointStoreException> unstorable = [];
        List<T> storable = PostgresTexts.Storable(call, items, partitionOf, textsOf, unstorable);
        return _database.ExecuteAsync(call, AttemptAsync, cancellationToken);

        async Task<PartitionResults<PartitionOwnership>> AttemptAsync(CancellationToken token)
        {
            ConcurrentBag<PostgresRow<PartitionOwnership>> answered = [];
            IReadOnlyCollection<CheckpointStoreException> faults =
                await _passes.RunAsync<T>(call, statement, storable, partitionOf, PassAsync, token).ConfigureAwait(false);
            PartitionResults<PartitionOwnership> results = PostgresRows.Results(answered);
            return new PartitionResults<PartitionOwnership>(results.Items, [.. results.Faults, .. faults, .. unstorable]);

            async Task<IReadOnlyList<T>> PassAsync(string sql, IReadOnlyList<T> batch, CancellationToken passing)
            {
                List<PostgresRow<PartitionOwnership>> rows = await _database.QueryAsync(
                    sql,
                    parameters =>
                    {
                        parameters.AddGroup(call.Group!);
                        bind(parameters, batch);
                    },
                    row => PostgresRows.Read(row, call, _clock, (changed, now) => changed.GetString(8) == success ? PostgresRows.Ownership(changed, now) : null),
                    passing).ConfigureAwait(false);
                rows.ForEach(answered.Add);
                return PostgresRows.Open(rows, batch, partitionOf);
            }
        }
    }

    /// <summary>A claim, with the version that it will have when it is won.</summary>
    private readonly record struct Proposal(OwnershipClaim Claim, string NewVersion);
}
