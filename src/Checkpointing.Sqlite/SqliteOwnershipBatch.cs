using Checkpointing.Backends;
using Checkpointing.Resilience;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Checkpointing.Sqlite;

/// <summary>
/// One call that changes ownership records. Renewals run one by one; one statement decides all the rest; only when some stayed as they are, a query looks
/// whether their rows can be understood at all. All of it in one transaction.
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
    public PartitionResults<PartitionOwnership> Execute(SqliteSession session, StoreCall call)
    {
        List<PartitionOwnership> renewed = new(_proposals.Count);
        List<SqliteProposal> others = [];
        foreach (SqliteProposal proposal in _proposals)
        {
            if (Renew(session, proposal) is { } ownership)
            {
                renewed.Add(ownership);
            }
            else
            {
                others.Add(proposal);
            }
        }

        if (others.Count == 0 && _requests.Count == 0)
        {
            return new PartitionResults<PartitionOwnership>(renewed, []);
        }

        (string batch, HashSet<string> partitions) = _requests.Count > 0
            ? (SqliteBatches.Requests(_requests), _requests.Select(request => request.PartitionId).ToHashSet(StringComparer.Ordinal))
            : (SqliteBatches.Claims(others), others.Select(other => other.Claim.PartitionId).ToHashSet(StringComparer.Ordinal));
        PartitionResults<PartitionOwnership> changed = Decide(session, call, batch, partitions);
        return changed with { Items = [.. renewed, .. changed.Items] };
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

    /// <returns>The record as it stands now, or null if the claim is no renewal, or not of the record that is there.</returns>
    private PartitionOwnership? Renew(SqliteSession session, SqliteProposal proposal)
    {
        OwnershipClaim claim = proposal.Claim;
        if (claim.Version is null || claim.IsRelinquish)
        {
            return null;
        }

        SqliteStatement statement = session.Statement(Statements.RenewOwnership, _group);
        statement.Bind(4, claim.PartitionId);
        statement.Bind(5, claim.Version);
        statement.Bind(6, claim.OwnerId);
        statement.Bind(7, claim.OwnerInstance);
        statement.Bind(8, proposal.NewVersion);
        statement.Bind(9, SqliteRows.LatestTime);
        return statement.ChangeOne(row => Renewed(row, proposal, session.Clock.GetUtcNow()));
    }

    /// <remarks>Columns: epoch, modified, which is the store's time, requester, time of the request (both null if nobody has asked).</remarks>
    private static PartitionOwnership Renewed(sqlite3_stmt row, SqliteProposal proposal, DateTimeOffset callerNow)
    {
        bool isRequested = raw.sqlite3_column_type(row, 2) != raw.SQLITE_NULL;
        ClockCorrection clock = new(Time(row, 1), callerNow);
        return new PartitionOwnership(
            proposal.Claim.PartitionId,
            proposal.Claim.OwnerId,
            raw.sqlite3_column_int64(row, 0),
            proposal.NewVersion,
            callerNow,
            proposal.Claim.OwnerInstance,
            isRequested ? raw.sqlite3_column_text(row, 2).utf8_to_string() : null,
            isRequested ? clock.ToCaller(Time(row, 3)) : null);
    }

    private static DateTimeOffset Time(sqlite3_stmt row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(raw.sqlite3_column_int64(row, column));
}
