namespace Checkpointing.Resilience;

/// <summary>One call on a store, as errors and logs name it.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Group">The consumer group, or null for an operation on the whole store.</param>
/// <param name="PartitionId">The partition, or null for an operation on several.</param>
public readonly record struct StoreCall(StoreOperation Operation, ConsumerGroup? Group, string? PartitionId = null)
{
    /// <summary>
    /// Whether an earlier step of a change that takes several was made, or may have been. Any fault of a later step then says that the change
    /// may have been applied.
    /// </summary>
    public bool IsUnderWay { get; init; }

    /// <summary>Whether the operation changes stored state.</summary>
    public bool Changes => Operation is StoreOperation.ClaimOwnership or StoreOperation.WriteCheckpoints or StoreOperation.Rewind
        or StoreOperation.DeleteGroup or StoreOperation.Provision or StoreOperation.RequestOwnership;
}
