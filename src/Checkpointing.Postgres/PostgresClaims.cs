using System.Collections.Concurrent;
using Checkpointing.Backends;
using Checkpointing.Resilience;

namespace Checkpointing.Postgres;

/// <summary>One call that claims partitions; its attempts may be repeated.</summary>
internal sealed class PostgresClaims
{
    private readonly PostgresDatabase _database;
    private readonly PostgresPasses _passes;
    private readonly TimeProvider _clock;
    private readonly StoreCall _call;
    private readonly List<CheckpointStoreException> _unstorable = [];
    private readonly List<Proposal> _proposals;

    /// <remarks>
    /// Versions are made once for a call and not for an attempt: so a repeated attempt recognises its own earlier success.
    /// </remarks>
    public PostgresClaims(PostgresDatabase database, PostgresPasses passes, TimeProvider clock, StoreCall call, IReadOnlyList<OwnershipClaim> claims)
    {
        _database = database;
        _passes = passes;
        _clock = clock;
        _call = call;
        _proposals = PostgresTexts.Storable(
            call,
            Propose(claims),
            proposal => proposal.Claim.PartitionId,
            proposal => [proposal.Claim.OwnerId, proposal.Claim.OwnerInstance, proposal.Claim.Version],
            _unstorable);
    }

    /// <summary>Runs the call.</summary>
    public async Task<PartitionResults<PartitionOwnership>> ExecuteAsync(CancellationToken cancellationToken)
    {
        ConcurrentBag<PostgresRow<PartitionOwnership>> answered = [];
        IReadOnlyCollection<CheckpointStoreException> faults = await _passes.RunAsync<Proposal>(
            _call,
            _proposals,
            proposal => proposal.Claim.PartitionId,
            async (proposals, waits, token) =>
            {
                List<PostgresRow<PartitionOwnership>> rows = await QueryAsync(proposals, waits, token).ConfigureAwait(false);
                rows.ForEach(answered.Add);
                return PostgresRows.Open(rows, proposals, proposal => proposal.Claim.PartitionId);
            },
            cancellationToken).ConfigureAwait(false);
        PartitionResults<PartitionOwnership> results = PostgresRows.Results(answered);
        return new PartitionResults<PartitionOwnership>(results.Items, [.. results.Faults, .. faults, .. _unstorable]);
    }

    private static Proposal[] Propose(IReadOnlyList<OwnershipClaim> claims)
    {
        string[] versions = RecordVersions.New(claims.Count);
        return [.. claims.Select((claim, index) => new Proposal(claim, versions[index]))];
    }

    private Task<List<PostgresRow<PartitionOwnership>>> QueryAsync(IReadOnlyList<Proposal> proposals, bool waits, CancellationToken cancellationToken) =>
        _database.QueryAsync(
            waits ? _database.Statements.ClaimAndWait : _database.Statements.ClaimWhatIsFree,
            parameters =>
            {
                parameters.AddGroup(_call.Group!);
                parameters.AddTexts(proposals, proposal => proposal.Claim.PartitionId);
                parameters.AddTexts(proposals, proposal => proposal.Claim.OwnerId);
                parameters.AddTexts(proposals, proposal => proposal.Claim.OwnerInstance);
                parameters.AddTexts(proposals, proposal => proposal.Claim.Version);
                parameters.AddTexts(proposals, proposal => proposal.NewVersion);
            },
            row => PostgresRows.Read(row, _call, _clock, (won, now) => won.GetString(8) == "won" ? PostgresRows.Ownership(won, now) : null),
            cancellationToken);

    /// <summary>A claim, with the version that it will have when it is won.</summary>
    private readonly record struct Proposal(OwnershipClaim Claim, string NewVersion);
}
