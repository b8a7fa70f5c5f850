namespace Checkpointing.Memory;

/// <summary>
/// All that a store keeps of one partition, and what claims, writes and rewinds make of it. Written as plain functions from one
/// state to the next, because the contract's rules can be read off them and other stores' histories are checked against them.
/// </summary>
/// <param name="PartitionId">The partition.</param>
/// <param name="OwnerId">Who holds it; empty if nobody does.</param>
/// <param name="OwnerInstance">The start of the process that holds it.</param>
/// <param name="Epoch">How often it changed hands or was rewound.</param>
/// <param name="Version">The version of the ownership part, or null while there is none.</param>
/// <param name="Modified">When the ownership part was last written.</param>
/// <param name="Checkpoint">The checkpoint part, or null while there is none.</param>
/// <param name="RequestedBy">Who has asked for the partition, or null.</param>
/// <param name="RequestedAt">When that was.</param>
internal sealed record PartitionRecord(
    string PartitionId,
    string OwnerId,
    string? OwnerInstance,
    long Epoch,
    string? Version,
    DateTimeOffset Modified,
    Checkpoint? Checkpoint,
    string? RequestedBy = null,
    DateTimeOffset? RequestedAt = null)
{
    /// <summary>A partition of which nothing is stored.</summary>
    public static PartitionRecord Nothing(string partitionId) => new(partitionId, "", null, 0, null, default, null);

    /// <summary>The state after a claim, or null if the claim is lost.</summary>
    public PartitionRecord? Claim(OwnershipClaim claim, string newVersion, DateTimeOffset now)
    {
        if (claim.Version != Version)
        {
            return null;
        }

        bool isRenewal = claim.OwnerId == OwnerId && claim.OwnerInstance == OwnerInstance;
        bool isKept = isRenewal || claim.IsRelinquish;
        return this with
        {
            OwnerId = claim.OwnerId,
            OwnerInstance = claim.IsRelinquish ? null : claim.OwnerInstance,
            Epoch = isKept ? Epoch : Epoch + 1,
            Version = newVersion,
            Modified = now,
            RequestedBy = isKept ? RequestedBy : null,
            RequestedAt = isKept ? RequestedAt : null,
        };
    }

    /// <summary>The state after a request, or null if it is held by another owner than the requester saw.</summary>
    public PartitionRecord? Request(OwnershipRequest request, DateTimeOffset now) => OwnerId.Length > 0 && OwnerId == request.OwnerId
        ? this with { RequestedBy = request.RequestedBy, RequestedAt = now }
        : null;

    /// <summary>The outcome of a write, and the state after it.</summary>
    public (CheckpointOutcome Outcome, PartitionRecord After) Write(CheckpointWrite write, DateTimeOffset now)
    {
        if (write.Epoch != Epoch)
        {
            return (CheckpointOutcome.Fenced, this);
        }

        if (Checkpoint?.SequenceNumber >= write.SequenceNumber)
        {
            return (CheckpointOutcome.Stale, this);
        }

        return (CheckpointOutcome.Written, this with
        {
            Checkpoint = new Checkpoint(PartitionId, write.SequenceNumber, write.Offset, Epoch, write.WrittenBy, now),
        });
    }

    /// <summary>The state after a rewind.</summary>
    public PartitionRecord Rewind(PartitionRewind rewind, string newVersion, DateTimeOffset now) => this with
    {
        OwnerId = "",
        OwnerInstance = null,
        Epoch = Epoch + 1,
        Version = newVersion,
        Modified = now,
        RequestedBy = null,
        RequestedAt = null,
        Checkpoint = rewind.SequenceNumber is null && rewind.Offset is null
            ? null
            : new Checkpoint(PartitionId, rewind.SequenceNumber, rewind.Offset, Epoch + 1, rewind.WrittenBy, now),
    };
}
