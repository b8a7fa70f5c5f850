namespace Checkpointing;

/// <summary>The position to which one partition is to be moved.</summary>
/// <param name="PartitionId">The partition, compared exactly.</param>
/// <param name="SequenceNumber">The sequence number that is to count as the last processed one (-1 or greater): reading resumes with the event after it. Null, with a null offset, removes the checkpoint.</param>
/// <param name="Offset">The offset of the same event when it is known.</param>
/// <param name="WrittenBy">Who asks for it, kept with the checkpoint for people to read.</param>
public readonly record struct PartitionRewind(string PartitionId, long? SequenceNumber, string? Offset, string WrittenBy);
