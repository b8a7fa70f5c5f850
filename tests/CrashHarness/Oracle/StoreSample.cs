using Checkpointing;

namespace CrashHarness.Oracle;

/// <summary>What the store showed at one moment of the run: the ownership records, and after them the checkpoints.</summary>
/// <param name="Begin">When the first of the two was asked for.</param>
/// <param name="End">When the second was answered.</param>
/// <param name="Ownership">The ownership records.</param>
/// <param name="Checkpoints">The checkpoints.</param>
/// <param name="Unreadable">What the store said of records that it could not read.</param>
internal sealed record StoreSample(
    TimeSpan Begin,
    TimeSpan End,
    IReadOnlyList<PartitionOwnership> Ownership,
    IReadOnlyList<Checkpoint> Checkpoints,
    IReadOnlyList<CheckpointStoreException> Unreadable);
