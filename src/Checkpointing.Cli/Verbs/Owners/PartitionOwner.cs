namespace Checkpointing.Cli.Verbs.Owners;

/// <summary>Who holds a partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Owner">The processor; null if nobody does.</param>
/// <param name="State">Whether that is so.</param>
/// <param name="Epoch">How often it has changed hands or was rewound; 0 where the backend keeps none.</param>
/// <param name="RenewedAt">When the owner last renewed it, or gave it up.</param>
/// <param name="AgeSeconds">How long ago that was by the store's clock.</param>
/// <param name="RequestedBy">Who has asked for it.</param>
internal sealed record PartitionOwner(
    string Partition, string? Owner, OwnerState State, long Epoch, DateTimeOffset RenewedAt, double AgeSeconds, string? RequestedBy)
{
    /// <summary>What a record of the store tells.</summary>
    public static PartitionOwner From(PartitionOwnership record, DateTimeOffset now, TimeSpan expiration)
    {
        TimeSpan age = now - record.LastModified;
        OwnerState state = record.OwnerId.Length == 0 ? OwnerState.Free : record.HasLiveOwner(now, expiration) ? OwnerState.Live : OwnerState.Expired;
        return new PartitionOwner(
            record.PartitionId,
            record.OwnerId.Length == 0 ? null : record.OwnerId,
            state,
            record.Epoch,
            record.LastModified.ToUniversalTime(),
            Math.Max(0, Math.Round(age.TotalSeconds, 1)),
            record.RequestedBy);
    }
}
