namespace Checkpointing.Conformance.Histories;

/// <summary>A call of a concurrent history.</summary>
/// <param name="Client">Who made it.</param>
/// <param name="Invoked">When it began, in ticks of a clock that all clients share.</param>
/// <param name="Returned">When its answer came; <see cref="long.MaxValue"/> if none ever did.</param>
/// <param name="Call">The call and its answer.</param>
public sealed record HistoryEntry(int Client, long Invoked, long Returned, HistoryCall Call);
