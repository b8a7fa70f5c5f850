namespace CrashHarness.Oracle;

/// <summary>A rewind that the run ordered.</summary>
/// <param name="PartitionId">The partition.</param>
/// <param name="Position">The event that then counted as the last processed one.</param>
/// <param name="Epoch">The epoch that it raised the partition to.</param>
/// <param name="Begin">When it was ordered.</param>
/// <param name="End">When the store had confirmed it.</param>
internal sealed record Rewind(string PartitionId, long Position, long Epoch, TimeSpan Begin, TimeSpan End);
