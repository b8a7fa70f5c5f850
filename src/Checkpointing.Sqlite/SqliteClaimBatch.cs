using Checkpointing.Resilience;
using Microsoft.Data.Sqlite;

namespace Checkpointing.Sqlite;

/// <summary>
/// One call that claims partitions. One statement decides all claims; only when some were lost, a second one in the same transaction looks
/// whether their rows can be understood at all.
/// </summary>
internal sealed class SqliteClaimBatch
{
    private readonly ConsumerGroup _group;
    private readonly IReadOnlyList<OwnershipClaim> _claims;
    private readonly string _batch;

    public SqliteClaimBatch(ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims)
    {
        _group = group;
        _claims = claims;
        _batch = SqliteBatches.Claims(claims);
    }

    /// <summary>Runs the batch; may be repeated.</summary>
    public PartitionResults<PartitionOwnership> Execute(SqliteSession session, StoreCall call)
    {
        SqliteCommand claiming = session.Prepare(Statements.ClaimOwnership, _group);
        claiming.Parameters.AddWithValue("@claims", _batch);
        claiming.Parameters.AddWithValue("@latest_time", SqliteRows.LatestTime);
        PartitionResults<PartitionOwnership> won = SqliteRows.Read(claiming, call, session.Clock, SqliteRows.Ownership);
        if (won.Items.Count == _claims.Count)
        {
            return won;
        }

        SqliteCommand explaining = session.Prepare(Statements.ExplainLosses, _group);
        IEnumerable<string> lost = _claims.Select(claim => claim.PartitionId).Except(won.Items.Select(item => item.PartitionId), StringComparer.Ordinal);
        explaining.Parameters.AddWithValue("@partitions", SqliteBatches.Partitions(lost));
        return won with { Faults = SqliteRows.Read(explaining, call, session.Clock, SqliteRows.Ownership).Faults };
    }
}
