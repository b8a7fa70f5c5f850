namespace Checkpointing.Processor.Rewinding;

/// <summary>One thing that was found about a partition that is to be rewound.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Message">The same for people to read, with figures.</param>
public sealed record RewindFinding(RewindFindingKind Kind, string Message);
