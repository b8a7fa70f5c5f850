namespace Checkpointing.Processor.Telemetry;

/// <summary>How far a whole consumer group is behind, whoever owns the partitions.</summary>
/// <param name="Group">The group.</param>
/// <param name="EventsBehind">How many events lie behind the checkpoints of all partitions.</param>
/// <param name="Partitions">Each partition of the hub, in the order in which the hub names them.</param>
/// <param name="ReadAt">When it was read.</param>
public sealed record GroupLag(ConsumerGroup Group, long EventsBehind, IReadOnlyList<PartitionStatus> Partitions, DateTimeOffset ReadAt);
