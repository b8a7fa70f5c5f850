using Checkpointing.Backends;
using SQLitePCL;

namespace Checkpointing.Sqlite;

/// <summary>The claims of one batch, one by one, by statements that stay prepared and name the group once.</summary>
internal readonly struct SqliteClaims
{
    /// <summary>The parameter of sound-ownership.sql.</summary>
    private const int LatestTime = 9;

    private readonly SqliteStatement _first;
    private readonly SqliteStatement _byVersion;
    private readonly SqliteStatement _isLost;
    private readonly TimeProvider _clock;

    public SqliteClaims(SqliteSession session, ConsumerGroup group)
    {
        _clock = session.Clock;
        _first = session.Statement(Statements.ClaimFirst, group);
        _byVersion = session.Statement(Statements.ClaimByVersion, group);
        _byVersion.Bind(LatestTime, SqliteRows.LatestTime);
        _isLost = session.Statement(Statements.IsClaimLost, group);
        _isLost.Bind(LatestTime, SqliteRows.LatestTime);
    }

    /// <summary>Makes a claim as it usually is, in a transaction that has the lock.</summary>
    /// <returns>The record as it stands now; null, with nothing done, if more than that has to be looked at.</returns>
    public PartitionOwnership? Win(SqliteProposal proposal)
    {
        OwnershipClaim claim = proposal.Claim;
        string? instance = claim.IsRelinquish ? null : claim.OwnerInstance;
        SqliteStatement statement;
        if (claim.Version is null)
        {
            statement = _first;
            statement.Bind(5, claim.OwnerId);
            statement.Bind(6, instance);
            statement.Bind(7, proposal.NewVersion);
        }
        else
        {
            statement = _byVersion;
            statement.Bind(5, claim.Version);
            statement.Bind(6, claim.OwnerId);
            statement.Bind(7, instance);
            statement.Bind(8, proposal.NewVersion);
        }

        statement.Bind(4, claim.PartitionId);
        TimeProvider clock = _clock;
        return statement.ChangeOne(row => Won(row, claim, instance, proposal.NewVersion, clock.GetUtcNow()));
    }

    /// <summary>Looks whether somebody else has won, which takes no lock.</summary>
    /// <returns>Whether that is certain.</returns>
    public bool IsLost(SqliteProposal proposal)
    {
        _isLost.Bind(4, proposal.Claim.PartitionId);
        _isLost.Bind(5, proposal.Claim.Version);
        _isLost.Bind(6, proposal.NewVersion);
        return _isLost.TryAny() ?? false;
    }

    /// <remarks>Columns: epoch, modified, which is the store's time, requester, time of the request (both null if nobody has asked).</remarks>
    private static PartitionOwnership Won(sqlite3_stmt row, OwnershipClaim claim, string? instance, string version, DateTimeOffset callerNow)
    {
        bool isRequested = raw.sqlite3_column_type(row, 2) != raw.SQLITE_NULL;
        ClockCorrection clock = new(Time(row, 1), callerNow);
        return new PartitionOwnership(
            claim.PartitionId,
            claim.OwnerId,
            raw.sqlite3_column_int64(row, 0),
            version,
            callerNow,
            instance,
            isRequested ? raw.sqlite3_column_text(row, 2).utf8_to_string() : null,
            isRequested ? clock.ToCaller(Time(row, 3)) : null);
    }

    private static DateTimeOffset Time(sqlite3_stmt row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(raw.sqlite3_column_int64(row, column));
}
