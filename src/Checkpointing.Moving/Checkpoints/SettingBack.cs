namespace Checkpointing.Moving.Checkpoints;

/// <summary>A checkpoint of the following store that has to be set back.</summary>
/// <param name="Renewal">Renews the partition in that store.</param>
/// <param name="Rewind">Where to.</param>
/// <param name="Seen">Where it was.</param>
internal sealed record SettingBack(OwnershipClaim Renewal, PartitionRewind Rewind, long? Seen);
