namespace Quickstart;

/// <summary>The counts of a run so far.</summary>
/// <param name="Processed">Events that were processed, each counted once.</param>
/// <param name="Duplicates">Events that were processed once more, as at-least-once delivery allows after a crash.</param>
/// <param name="Takeovers">How often a partition went on in another processor.</param>
/// <param name="Checkpoints">Checkpoints that the store confirmed.</param>
internal sealed record RunTotals(long Processed, long Duplicates, int Takeovers, long Checkpoints);
