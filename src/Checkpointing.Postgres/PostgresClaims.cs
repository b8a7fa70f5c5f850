using System.Collections.Concurrent;
using System.Security.Cryptography;
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
            [.. claims.Select(claim => new Proposal(claim, NewVersion()))],
            proposal => proposal.Claim.PartitionId,
            proposal => [proposal.Claim.OwnerId, proposal.Claim.OwnerInstance, proposal.Claim.Version],
            _unstorable);
    }

    /// <summary>A version that never was and never comes back, even if the row is deleted and made again.</summary>
    public static string NewVersion() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>Runs the call.</summary>
    public async Task<PartitionResults<PartitionOwnership>> ExecuteAsync(CancellationToken cancellationToken)
    {
        ConcurrentBag<PostgresRow<PartitionOwnership>> rows = [];
        IReadOnlyCollection<CheckpointStoreException> faults = await _passes.RunAsync<Proposal>(
            _call,
            _proposals,
            proposal => proposal.Claim.PartitionId,
            (proposals, waits, token) => PassAsync(proposals, waits, rows, token),
            cancellationToken).ConfigureAwait(false);
        PartitionResults<PartitionOwnership> results = PostgresRows.Results([.. rows]);
        return new PartitionResults<PartitionOwnership>(results.Items, [.. results.Faults, .. faults, .. _unstorable]);
    }

    private async Task<IReadOnlyList<Proposal>> PassAsync(
        IReadOnlyList<Proposal> proposals, bool waits, ConcurrentBag<PostgresRow<PartitionOwnership>> results, CancellationToken cancellationToken)
    {
        List<(string PartitionId, string Outcome, PostgresRow<PartitionOwnership> Row)> rows = await _database.QueryAsync(
            waits ? _database.Statements.ClaimAndWait : _database.Statements.ClaimWhatIsFree,
            parameters =>
            {
                parameters.Add(_call.Group!);
                parameters.Add(proposals, proposal => proposal.Claim.PartitionId);
                parameters.Add(proposals, proposal => proposal.Claim.OwnerId);
                parameters.Add(proposals, proposal => proposal.Claim.OwnerInstance);
                parameters.Add(proposals, proposal => proposal.Claim.Version);
                parameters.Add(proposals, proposal => proposal.NewVersion);
            },
            row =>
            {
                string outcome = row.GetString(8);
                return (row.GetString(0), outcome, PostgresRows.Read(row, _call, _clock, (won, now) => outcome == "won" ? PostgresRows.Ownership(won, now) : null));
            },
            cancellationToken).ConfigureAwait(false);
        foreach ((_, _, PostgresRow<PartitionOwnership> row) in rows)
        {
            results.Add(row);
        }

        HashSet<string> open = [.. rows.Where(row => row.Outcome == "open").Select(row => row.PartitionId)];
        return open.Count == 0 ? [] : [.. proposals.Where(proposal => open.Contains(proposal.Claim.PartitionId))];
    }

    /// <summary>A claim, with the version that it will have when it is won.</summary>
    private readonly record struct Proposal(OwnershipClaim Claim, string NewVersion);
}
