using Checkpointing.Resilience;
using Microsoft.Data.Sqlite;

namespace Checkpointing.Sqlite;

/// <summary>
/// One call that changes ownership records. Claims run one by one; one statement decides those that are neither won nor certainly lost so, and requests;
/// only when some stayed as they are, a query looks whether their rows can be understood at all. All of it in one transaction.
/// </summary>
internal sealed class SqliteOwnershipBatch
{
    private readonly ConsumerGroup _group;
    private readonly string _statement;
    private readonly string _parameter;
    private readonly IReadOnlyList<SqliteProposal> _proposals;
    private readonly IReadOnlyList<OwnershipRequest> _requests;

    private SqliteOwnershipBatch(
        ConsumerGroup group, string statement, string parameter, IReadOnlyList<SqliteProposal> proposals, IReadOnlyList<OwnershipRequest> requests)
    {
        _group = group;
        _statement = statement;
        _parameter = parameter;
        _proposals = proposals;
        _requests = requests;
    }

    /// <summary>Claims.</summary>
    public static SqliteOwnershipBatch Of(ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims) =>
        new(group, Statements.ClaimOwnership, "@claims", SqliteBatches.Propose(claims), []);

    /// <summary>Requests. A repeated attempt notes the same again.</summary>
    public static SqliteOwnershipBatch Of(ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests) =>
        new(group, Statements.RequestOwnership, "@requests", [], requests);

    /// <summary>Runs the batch; may be repeated.</summary>
    /// <returns>False, with nothing done, if another connection holds the lock now, and it is not certain without it that all claims are lost.</returns>
    public bool TryExecute(SqliteSession session, StoreCall call, out PartitionResults<PartitionOwnership>? results)
    {
        if (session.TryWrite(locked => Execute(locked, call), out results))
        {
            return true;
        }

        // Of many that claim the same, one has the lock. The others need not queue for it to learn that they have lost.
        results = new PartitionResults<PartitionOwnership>([], []);
        return _requests.Count == 0 && _proposals.All(new SqliteClaims(session, _group).IsLost);
    }

    private PartitionResults<PartitionOwnership> Execute(SqliteSession session, StoreCall call)
    {
        List<PartitionOwnership> won = new(_proposals.Count);
        List<SqliteProposal> others = [];
        if (_proposals.Count > 0)
        {
            SqliteClaims claims = new(session, _group);
            foreach (SqliteProposal proposal in _proposals)
            {
                if (claims.Win(proposal) is { } ownership)
                {
                    won.Add(ownership);
                }
                else if (!claims.IsLost(proposal))
                {
                    others.Add(proposal);
                }
            }
        }

        if (others.Count == 0 && _requests.Count == 0)
        {
            return new PartitionResults<PartitionOwnership>(won, []);
        }

        (string batch, HashSet<string> partitions) = _requests.Count > 0
            ? (SqliteBatches.Requests(_requests), _requests.Select(request => request.PartitionId).ToHashSet(StringComparer.Ordinal))
            : (SqliteBatches.Claims(others), others.Select(other => other.Claim.PartitionId).ToHashSet(StringComparer.Ordinal));
        PartitionResults<PartitionOwnership> changed = Decide(session, call, batch, partitions);
        return changed with { Items = [.. won, .. changed.Items] };
    }

    private PartitionResults<PartitionOwnership> Decide(SqliteSession session, StoreCall call, string batch, HashSet<string> partitions)
    {
        SqliteCommand changing = session.Prepare(_statement, _group);
        changing.Parameters.AddWithValue(_parameter, batch);
        changing.Parameters.AddWithValue("@latest_time", SqliteRows.LatestTime);
        PartitionResults<PartitionOwnership> changed = SqliteRows.Read(changing, call, session.Clock, SqliteRows.Ownership);
        partitions.ExceptWith(changed.Items.Select(item => item.PartitionId));
        if (partitions.Count == 0)
        {
            return changed;
        }

        SqliteCommand explaining = session.Prepare(Statements.ExplainLosses, _group);
        explaining.Parameters.AddWithValue("@partitions", SqliteBatches.Partitions(partitions));
        return changed with { Faults = SqliteRows.Read(explaining, call, session.Clock, SqliteRows.Ownership).Faults };
    }
}
