namespace Checkpointing.Processor.Rewinding;

/// <summary>What became of a partition when a plan was applied.</summary>
public enum RewindOutcome
{
    /// <summary>It was rewound.</summary>
    Rewound = 0,

    /// <summary>The plan refuses it; nothing was done.</summary>
    Refused = 1,

    /// <summary>What the plan shows is no longer so: somebody else has rewound it, it has passed a place further on by itself, its first checkpoint has come, or the hub no longer has the place. Nothing was done; plan anew.</summary>
    Changed = 2,

    /// <summary>The store failed. It may have been rewound if the fault says so; repeating it is safe.</summary>
    Failed = 3,
}
