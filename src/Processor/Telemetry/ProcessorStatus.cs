namespace Checkpointing.Processor.Telemetry;

/// <summary>How a processor is doing, at one moment, as it knows by itself: nothing is asked of the store or the hub.</summary>
/// <param name="Name">The name under which it is configured; <c>default</c> for one without.</param>
/// <param name="Identifier">Who it is in its group.</param>
/// <param name="Group">The group.</param>
/// <param name="IsRunning">Whether it runs.</param>
/// <param name="OwnedPartitions">The partitions that it owns.</param>
/// <param name="Partitions">The partitions that it reads: those that it owns, but for the moments in which they start and end.</param>
/// <param name="StoreFailingFor">For how long the store has answered no call; null if it answered the last one.</param>
/// <param name="LastStoreError">The last error of the store, however long ago; null if there was none.</param>
public sealed record ProcessorStatus(
    string Name,
    string Identifier,
    ConsumerGroup Group,
    bool IsRunning,
    IReadOnlyList<string> OwnedPartitions,
    IReadOnlyList<PartitionStatus> Partitions,
    TimeSpan? StoreFailingFor,
    string? LastStoreError);
