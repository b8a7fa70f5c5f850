namespace Checkpointing.Moving.Checkpoints;

/// <summary>A checkpoint of the following store that has to be set back.</summary>
/// <param name="Renewal">Renews the partition in that store.</param>
/// <param name="Rewind">Where to.</param>
/// <param name="Seen">What was to be set back; null for no checkpoint.</param>
internal sealed record SettingBack(OwnershipClaim Renewal, PartitionRewind Rewind, Checkpoint? Seen)
{
    /// <summary>
    /// Whether a rewind has replaced something else than was seen: what another owner has stored since, under an epoch of its own, which may be no further on. The number alone tells it where a
    /// checkpoint has no epoch.
    /// </summary>
    /// <param name="replaced">What it has replaced.</param>
    public bool HasReplacedAnother(Checkpoint replaced) => replaced.Epoch != (Seen?.Epoch ?? 0) || !(Seen?.SequenceNumber >= replaced.SequenceNumber);
}
