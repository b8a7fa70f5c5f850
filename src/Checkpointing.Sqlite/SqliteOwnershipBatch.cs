using Checkpointing.Resilience;
using Microsoft.Data.Sqlite;

namespace Checkpointing.Sqlite;

/// <summary>
/// One call that changes ownership records. One statement decides all of them; only when some stayed as they are, a second one in the same
/// transaction looks whether their rows can be understood at all.
/// </summary>
internal sealed class SqliteOwnershipBatch
{
    private readonly ConsumerGroup _group;
    private readonly string _statement;
    private readonly string _parameter;
    private readonly string _batch;
    private readonly IReadOnlyList<string> _partitions;

    private SqliteOwnershipBatch(ConsumerGroup group, string statement, string parameter, string batch, IEnumerable<string> partitions)
    {
        _group = group;
        _statement = statement;
        _parameter = parameter;
        _batch = batch;
        _partitions = [.. partitions];
    }

    /// <summary>Claims.</summary>
    public static SqliteOwnershipBatch Of(ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims) =>
        new(group, Statements.ClaimOwnership, "@claims", SqliteBatches.Claims(claims), claims.Select(claim => claim.PartitionId));

    /// <summary>Requests. A repeated attempt notes the same again.</summary>
    public static SqliteOwnershipBatch Of(ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests) =>
        new(group, Statements.RequestOwnership, "@requests", SqliteBatches.Requests(requests), requests.Select(request => request.PartitionId));

    /// <summary>Runs the batch; may be repeated.</summary>
    public PartitionResults<PartitionOwnership> Execute(SqliteSession session, StoreCall call)
    {
        SqliteCommand changing = session.Prepare(_statement, _group);
        changing.Parameters.AddWithValue(_parameter, _batch);
        changing.Parameters.AddWithValue("@latest_time", SqliteRows.LatestTime);
        PartitionResults<PartitionOwnership> changed = SqliteRows.Read(changing, call, session.Clock, SqliteRows.Ownership);
        if (changed.Items.Count == _partitions.Count)
        {
            return changed;
        }

        SqliteCommand explaining = session.Prepare(Statements.ExplainLosses, _group);
        IEnumerable<string> unchanged = _partitions.Except(changed.Items.Select(item => item.PartitionId), StringComparer.Ordinal);
        explaining.Parameters.AddWithValue("@partitions", SqliteBatches.Partitions(unchanged));
        return changed with { Faults = SqliteRows.Read(explaining, call, session.Clock, SqliteRows.Ownership).Faults };
    }
}
