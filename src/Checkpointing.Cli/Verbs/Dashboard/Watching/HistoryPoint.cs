namespace Checkpointing.Cli.Verbs.Dashboard.Watching;

/// <summary>A point of a plot.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Value">The greatest value of the readings that it stands for.</param>
internal sealed record HistoryPoint(DateTimeOffset At, double Value);
