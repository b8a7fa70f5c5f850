namespace Checkpointing.Cli.Verbs;

/// <summary>A partition whose record cannot be read or changed.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Message">What is the matter and what to do.</param>
internal sealed record Fault(string? Partition, string Message)
{
    /// <summary>The faults that a store reported, each partition's once.</summary>
    public static Fault[] From(IEnumerable<CheckpointStoreException> faults) =>
        [.. faults.DistinctBy(fault => (fault.PartitionId, fault.Message)).Select(fault => new Fault(fault.PartitionId, fault.Message))];
}
