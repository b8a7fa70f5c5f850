namespace Checkpointing.Cli.Verbs.Dashboard.Watching;

/// <summary>Partitions that changed hands in the same way between two readings.</summary>
/// <param name="At">When that was seen.</param>
/// <param name="Kind">How.</param>
/// <param name="From">Who had them; null if nobody.</param>
/// <param name="To">Who has them; null if nobody.</param>
/// <param name="Count">How many.</param>
/// <param name="Partitions">Which, for people: runs drawn together, cut where they are too many.</param>
internal sealed record Takeover(DateTimeOffset At, TakeoverKind Kind, string? From, string? To, int Count, string Partitions);
