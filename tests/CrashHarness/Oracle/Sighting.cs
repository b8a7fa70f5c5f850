using Checkpointing;

namespace CrashHarness.Oracle;

/// <summary>What the store showed of one partition at one moment.</summary>
/// <param name="Begin">When it was asked.</param>
/// <param name="End">When it had answered.</param>
/// <param name="OwnershipEpoch">The epoch of the ownership record, read before the checkpoint; null without a record.</param>
/// <param name="Checkpoint">The checkpoint, or null.</param>
internal sealed record Sighting(TimeSpan Begin, TimeSpan End, long? OwnershipEpoch, Checkpoint? Checkpoint)
{
    public long Position => Checkpoint?.SequenceNumber ?? -1;

    public override string ToString() => Checkpoint is { } checkpoint
        ? $"{Position} of epoch {checkpoint.Epoch} by '{checkpoint.WrittenBy}' while the ownership had epoch {OwnershipEpoch} (seen at {End})"
        : $"no checkpoint (seen at {End})";
}
