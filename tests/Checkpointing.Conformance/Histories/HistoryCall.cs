namespace Checkpointing.Conformance.Histories;

/// <summary>One call on one partition, with its answer.</summary>
public abstract record HistoryCall
{
    /// <summary>A claim. Owners name one start of one process, so a claim by the present owner is a renewal.</summary>
    /// <param name="Owner">The claimer, or empty to relinquish.</param>
    /// <param name="Version">The version that was presented.</param>
    /// <param name="WonVersion">The version that was won, or null if the claim was lost.</param>
    /// <param name="Won">The ownership that was won or renewed.</param>
    /// <param name="RequestedBy">Who has asked for the partition, as the record that was won says.</param>
    /// <param name="TellsRequest">Whether that is what it said when the claim was made: one that was made again after a lost answer tells what it says by then.</param>
    public sealed record Claim(
        string Owner, string? Version, string? WonVersion, TenureId? Won, string? RequestedBy = null, bool TellsRequest = true) : HistoryCall;

    /// <summary>A request for the partition.</summary>
    /// <param name="Owner">Who was thought to hold it.</param>
    /// <param name="RequestedBy">Who asks.</param>
    /// <param name="Version">The version of the record on which it was noted; null if it was dropped.</param>
    public sealed record Request(string Owner, string RequestedBy, string? Version) : HistoryCall;

    /// <summary>A checkpoint write.</summary>
    /// <param name="Tenure">The ownership under which it was made.</param>
    /// <param name="SequenceNumber">The position.</param>
    /// <param name="Outcome">The answer.</param>
    public sealed record Write(TenureId Tenure, long SequenceNumber, CheckpointOutcome Outcome) : HistoryCall;

    /// <summary>A read of the checkpoint.</summary>
    /// <param name="SequenceNumber">The position read; null for no checkpoint.</param>
    public sealed record Read(long? SequenceNumber) : HistoryCall;

    /// <summary>A look at the ownership record.</summary>
    /// <param name="Owner">The owner; null for no record.</param>
    /// <param name="Version">The version.</param>
    /// <param name="RequestedBy">Who has asked for the partition.</param>
    public sealed record List(string? Owner, string? Version, string? RequestedBy = null) : HistoryCall;

    /// <summary>A rewind.</summary>
    /// <param name="SequenceNumber">The new position.</param>
    /// <param name="Tenure">The epoch that it raised the partition to.</param>
    public sealed record Rewind(long SequenceNumber, TenureId Tenure) : HistoryCall;

    /// <summary>A claim that was cancelled or whose answer was lost: made at some time, or never.</summary>
    /// <param name="Owner">The claimer, or empty to relinquish.</param>
    /// <param name="Version">The version that was presented.</param>
    public sealed record UnclearClaim(string Owner, string? Version) : HistoryCall;

    /// <summary>A checkpoint write that was cancelled or whose answer was lost: made at some time, or never.</summary>
    /// <param name="Tenure">The ownership under which it was made.</param>
    /// <param name="SequenceNumber">The position.</param>
    public sealed record UnclearWrite(TenureId Tenure, long SequenceNumber) : HistoryCall;

    /// <summary>A rewind that was cancelled or whose answer was lost: made at some time, or never.</summary>
    /// <param name="SequenceNumber">The new position.</param>
    public sealed record UnclearRewind(long SequenceNumber) : HistoryCall;

    /// <summary>A request that was cancelled or whose answer was lost: noted at some time, or never.</summary>
    /// <param name="Owner">Who was thought to hold the partition.</param>
    /// <param name="RequestedBy">Who asks.</param>
    public sealed record UnclearRequest(string Owner, string RequestedBy) : HistoryCall;

    /// <summary>Whether nobody knows what became of it.</summary>
    public bool IsUnclear => this is UnclearClaim or UnclearWrite or UnclearRewind or UnclearRequest;
}
