namespace Checkpointing;

/// <summary>What became of a checkpoint write. All three are part of normal life; faults are reported apart.</summary>
public enum CheckpointOutcome
{
    /// <summary>The position is stored and survives a crash as far as the store's durability goes.</summary>
    Written = 0,

    /// <summary>The stored position is the same or further ahead; nothing was changed.</summary>
    Stale = 1,

    /// <summary>The partition has changed hands or was rewound since the given epoch; nothing was changed, and the writer must stop processing the partition.</summary>
    Fenced = 2,
}
