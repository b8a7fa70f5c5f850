namespace Checkpointing.Processor.Rewinding;

/// <summary>What was found about a partition that is to be rewound.</summary>
public enum RewindFindingKind
{
    /// <summary>The target lies before the first event that the hub still has. Refused, or clamped to the earliest event.</summary>
    BeforeBeginning = 0,

    /// <summary>The target lies beyond the newest event, or in the future. Refused, or clamped to the end.</summary>
    BeyondEnd = 1,

    /// <summary>No event has the offset. Refused, or clamped to the first event behind it.</summary>
    NoSuchEvent = 2,

    /// <summary>The event could not be read, or a record of the store could not. Refused.</summary>
    NotReadable = 3,

    /// <summary>The partition has no event at present.</summary>
    EmptyPartition = 4,

    /// <summary>The partition has no checkpoint, so that nobody knows what was processed.</summary>
    NoCheckpoint = 5,

    /// <summary>The present checkpoint is one that the hub does not have: it lies beyond the newest event, or what follows it has expired.</summary>
    UnavailableCheckpoint = 6,
}
