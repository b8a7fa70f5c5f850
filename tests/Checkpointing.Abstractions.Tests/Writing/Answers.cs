namespace Checkpointing.Abstractions.Tests.Writing;

/// <summary>What a store can answer to a batch of writes.</summary>
internal static class Answers
{
    public static readonly ConsumerGroup Group = new("ns", "hub", "group");

    public static PartitionResults<CheckpointWriteResult> All(IReadOnlyList<CheckpointWrite> writes, CheckpointOutcome outcome = CheckpointOutcome.Written) =>
        new([.. writes.Select(write => new CheckpointWriteResult(write.PartitionId, outcome))], []);

    public static CheckpointStoreException Fault(string? partitionId = null, bool isTransient = true) =>
        new(StoreOperation.WriteCheckpoints, Group, partitionId, "scripted", isTransient);
}
