namespace Checkpointing;

/// <summary>The wish of one processor that another one hand a partition over.</summary>
/// <param name="PartitionId">The partition, compared exactly.</param>
/// <param name="OwnerId">The processor that holds the partition, as the requester saw it. A request to somebody who no longer holds it is dropped.</param>
/// <param name="RequestedBy">The identifier of the processor that wants it. The owner's own identifier asks whether the owner lives: a live one renews at once.</param>
public readonly record struct OwnershipRequest(string PartitionId, string OwnerId, string RequestedBy);
