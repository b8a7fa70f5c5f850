namespace Checkpointing.AspNetCore;

/// <summary>What the endpoint answers.</summary>
/// <param name="Lag">How many events all partitions are behind: what a scaler reads.</param>
/// <param name="ReadAt">When it was read.</param>
/// <param name="Partitions">The partitions.</param>
internal sealed record LagResponse(long Lag, DateTimeOffset ReadAt, IReadOnlyList<LagPartition> Partitions);
