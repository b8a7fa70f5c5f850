namespace Checkpointing.Moving.Ownership;

/// <summary>Makes one record of the two that the stores have of a partition.</summary>
internal static class OwnershipView
{
    /// <summary>What the two records come to.</summary>
    /// <param name="from">The record in the store to move from, or null.</param>
    /// <param name="to">The record in the store to move to, or null. One of the two is given.</param>
    /// <param name="leader">Whose owner is shown where both have another one.</param>
    /// <param name="holding">What was won here, or null.</param>
    /// <remarks>
    /// Nobody is shown a partition as his own that he has lost in one store; to all others it is held as long as anybody holds it in either, for as long as the younger of the two
    /// records lives. So a partition looks free only if nobody can own it.
    /// </remarks>
    public static PartitionOwnership Combine(PartitionOwnership? from, PartitionOwnership? to, MovingLeader leader, Holding? holding)
    {
        PartitionOwnership shown = Shown(from, to, leader, holding);
        PartitionOwnership? other = ReferenceEquals(shown, from) ? to : from;
        bool isSameOwner = other?.OwnerId == shown.OwnerId;
        bool tellsTime = other is not null && (isSameOwner || other.OwnerId.Length > 0);
        return shown with
        {
            Epoch = (from?.Epoch ?? 0) + (to?.Epoch ?? 0),
            Version = new PairVersion(from?.Version, to?.Version).ToString(),
            LastModified = tellsTime && other!.LastModified > shown.LastModified ? other.LastModified : shown.LastModified,
            OwnerInstance = shown.OwnerInstance ?? (isSameOwner ? other!.OwnerInstance : null),
            RequestedBy = shown.RequestedBy ?? (isSameOwner ? other!.RequestedBy : null),
            RequestedAt = shown.RequestedBy is not null ? shown.RequestedAt : isSameOwner ? other!.RequestedAt : null,
        };
    }

    private static PartitionOwnership Shown(PartitionOwnership? from, PartitionOwnership? to, MovingLeader leader, Holding? holding)
    {
        if (from is null || to is null)
        {
            return (from ?? to)!;
        }

        // To whom it has lost one of them, a partition is what that one shows: another's, or free.
        bool isLostInFrom = holding?.IsLostIn(from) == true;
        bool isLostInTo = holding?.IsLostIn(to) == true;
        if (isLostInFrom != isLostInTo)
        {
            return isLostInFrom ? from : to;
        }

        (PartitionOwnership leading, PartitionOwnership following) = leader == MovingLeader.From ? (from, to) : (to, from);
        return leading.OwnerId.Length == 0 && following.OwnerId.Length > 0 ? following : leading;
    }
}
