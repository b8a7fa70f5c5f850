namespace Checkpointing.Processor.Rewinding;

/// <summary>What became of one partition of a plan.</summary>
/// <param name="PartitionId">The partition.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Message">The same for people to read.</param>
/// <param name="Rewound">What the store says of the rewind: the checkpoint that was replaced, the owner that lost the partition, the raised epoch. Null unless it was rewound.</param>
/// <param name="Fault">The fault of the store, if it failed.</param>
public sealed record PartitionRewindResult(
    string PartitionId, RewindOutcome Outcome, string Message, PartitionRewound? Rewound = null, CheckpointStoreException? Fault = null)
{
    /// <summary>One line for people to read.</summary>
    public override string ToString() => $"partition {PartitionId}: {Message}";
}
