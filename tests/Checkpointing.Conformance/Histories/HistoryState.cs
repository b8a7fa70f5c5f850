namespace Checkpointing.Conformance.Histories;

/// <summary>A partition as the contract's rules make it out of one call after another.</summary>
/// <param name="Owner">The owner; null for no record.</param>
/// <param name="Version">The version; null for no record, or if only the store knows it yet.</param>
/// <param name="Tenure">The ownership whose writes are accepted.</param>
/// <param name="SequenceNumber">The position.</param>
/// <param name="RequestedBy">Who has asked for the partition; null if nobody has.</param>
public sealed record HistoryState(string? Owner, string? Version, TenureId? Tenure, long? SequenceNumber, string? RequestedBy = null)
{
    /// <summary>A partition of which nothing is stored.</summary>
    public static HistoryState Nothing { get; } = new(null, null, null, null);

    /// <summary>A rewind makes a version that it does not tell; the next look at the record does.</summary>
    private bool HasUnknownVersion => Owner is not null && Version is null;

    /// <summary>What a change of hands makes of the epoch when nobody was told: the store counts by one.</summary>
    private TenureId NextTenure => new(TenureId.Store, (Tenure?.Epoch ?? 0) + 1);

    /// <summary>The state after a call; null if the call cannot have had that answer here.</summary>
    public HistoryState? After(HistoryCall call) => call switch
    {
        HistoryCall.Claim claim => After(claim),
        HistoryCall.Write write => After(write),
        HistoryCall.Read read => read.SequenceNumber == SequenceNumber ? this : null,
        HistoryCall.List list => After(list),
        HistoryCall.Rewind rewind => rewind.Tenure == Tenure ? null : new HistoryState("", null, rewind.Tenure, rewind.SequenceNumber),
        HistoryCall.Request request => After(request),
        HistoryCall.UnclearClaim claim => After(claim),
        HistoryCall.UnclearWrite write => write.Tenure == Tenure && !(SequenceNumber >= write.SequenceNumber) ? this with { SequenceNumber = write.SequenceNumber } : null,
        HistoryCall.UnclearRewind rewind => new HistoryState("", null, NextTenure, rewind.SequenceNumber),

        // One that would change nothing may as well have been made never.
        HistoryCall.UnclearRequest request => request.Owner == Owner && request.RequestedBy != RequestedBy ? this with { RequestedBy = request.RequestedBy } : null,
        _ => throw new ArgumentOutOfRangeException(nameof(call)),
    };

    private HistoryState? After(HistoryCall.Claim claim)
    {
        bool isPermitted = HasUnknownVersion ? claim.Version is not null : claim.Version == Version;
        if (claim.WonVersion is null)
        {
            return isPermitted && !HasUnknownVersion ? null : this;
        }

        if (!isPermitted)
        {
            return null;
        }

        bool isRelinquish = claim.Owner.Length == 0;
        bool isRenewal = claim.Owner == Owner;
        HistoryState next = this with
        {
            Owner = claim.Owner,
            Version = claim.WonVersion,
            Tenure = isRelinquish ? Tenure : claim.Won,
            RequestedBy = isRelinquish || isRenewal ? RequestedBy : null,
        };
        bool isRight = (isRelinquish || isRenewal == (claim.Won == Tenure)) && (!claim.TellsRequest || claim.RequestedBy == next.RequestedBy);
        return isRight ? next : null;
    }

    private HistoryState? After(HistoryCall.Request request)
    {
        bool isHeld = Owner is { Length: > 0 } && request.Owner == Owner;
        if (request.Version is null)
        {
            return isHeld ? null : this;
        }

        return isHeld && (HasUnknownVersion || request.Version == Version) ? this with { Version = request.Version, RequestedBy = request.RequestedBy } : null;
    }

    private HistoryState? After(HistoryCall.UnclearClaim claim)
    {
        bool isPermitted = HasUnknownVersion ? claim.Version is not null : claim.Version == Version;
        bool isChange = claim.Owner.Length > 0 && claim.Owner != Owner;
        return isPermitted
            ? this with { Owner = claim.Owner, Version = null, Tenure = isChange ? NextTenure : Tenure, RequestedBy = isChange ? null : RequestedBy }
            : null;
    }

    private HistoryState? After(HistoryCall.Write write)
    {
        CheckpointOutcome expected = write.Tenure != Tenure
            ? CheckpointOutcome.Fenced
            : SequenceNumber >= write.SequenceNumber ? CheckpointOutcome.Stale : CheckpointOutcome.Written;

        // A write that was tried again after a lost answer takes the same position of the same tenure for its own.
        bool isOwn = write.Outcome == CheckpointOutcome.Written && expected == CheckpointOutcome.Stale && SequenceNumber == write.SequenceNumber;
        if (write.Outcome != expected && !isOwn)
        {
            return null;
        }

        return expected == CheckpointOutcome.Written ? this with { SequenceNumber = write.SequenceNumber } : this;
    }

    private HistoryState? After(HistoryCall.List list)
    {
        if (list.Owner != Owner || list.RequestedBy != RequestedBy || (!HasUnknownVersion && list.Version != Version))
        {
            return null;
        }

        return this with { Version = list.Version };
    }
}
