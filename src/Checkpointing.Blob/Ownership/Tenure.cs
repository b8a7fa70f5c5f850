namespace Checkpointing.Blob.Ownership;

/// <summary>
/// What a store remembers of one ownership that it won: the epoch it gave out for it, and the versions of the two blobs by which it will
/// notice that the ownership is over. The layout, shared with other SDKs, has no room for an epoch.
/// </summary>
internal sealed class Tenure
{
    private volatile string _ownershipVersion;
    private volatile bool _isUnclear;
    private volatile bool _mustLook;

    public Tenure(string ownerId, string ownerInstance, long epoch, string ownershipVersion, CheckpointLink link)
    {
        OwnerId = ownerId;
        OwnerInstance = ownerInstance;
        Epoch = epoch;
        _ownershipVersion = ownershipVersion;
        Link = link;
    }

    /// <summary>The owner.</summary>
    public string OwnerId { get; }

    /// <summary>The start of the owner's process.</summary>
    public string OwnerInstance { get; }

    /// <summary>The epoch given out with it.</summary>
    public long Epoch { get; }

    /// <summary>One writer at a time, because each write is conditioned on the one before.</summary>
    public SemaphoreSlim Writes { get; } = new(1, 1);

    /// <summary>
    /// The checkpoint as this ownership last saw or left it. Used within <see cref="Writes"/>, save for a look from outside.
    /// </summary>
    public CheckpointLink Link { get; set; }

    /// <summary>The version of the ownership blob.</summary>
    public string OwnershipVersion
    {
        get => _ownershipVersion;
        set => _ownershipVersion = value;
    }

    /// <summary>Whether the partition was given up; writes are then accepted until somebody else takes it.</summary>
    public bool IsRelinquished { get; set; }

    /// <summary>
    /// Whether a renewal remained without an answer, so that the ownership blob may be ours under a version unknown to us.
    /// </summary>
    public bool IsUnclear
    {
        get => _isUnclear;
        set => _isUnclear = value;
    }

    /// <summary>Whether somebody else has written the ownership blob, so that the next write has to look first.</summary>
    public bool MustLook
    {
        get => _mustLook;
        set => _mustLook = value;
    }

    /// <summary>Whether a claim renews this ownership.</summary>
    public bool IsRenewedBy(OwnershipClaim claim) =>
        !IsRelinquished && claim.OwnerId == OwnerId && claim.OwnerInstance == OwnerInstance && claim.Version == OwnershipVersion;
}
