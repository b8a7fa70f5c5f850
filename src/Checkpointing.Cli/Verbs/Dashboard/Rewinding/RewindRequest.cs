namespace Checkpointing.Cli.Verbs.Dashboard.Rewinding;

/// <summary>Asks for a plan.</summary>
/// <param name="To">Where to: <c>time</c>, <c>back</c>, <c>sequence</c>, <c>offset</c> or <c>earliest</c>, as the options of <c>rewind</c> are named.</param>
/// <param name="Value">The time, the count, the number or the offset, as it is typed there.</param>
/// <param name="Partitions">The partitions, such as <c>0-3, 7</c>; null or empty for all.</param>
internal sealed record RewindRequest(string? To, string? Value, string? Partitions);
