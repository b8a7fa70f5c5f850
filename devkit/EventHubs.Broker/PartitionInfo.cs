namespace Devkit.EventHubs.Broker;

/// <summary>State of a partition at one moment.</summary>
/// <param name="HubName">The hub.</param>
/// <param name="PartitionId">The partition.</param>
/// <param name="BeginSequenceNumber">Sequence number of the oldest event that is kept, or of the next one where none is kept.</param>
/// <param name="LastSequenceNumber">Sequence number of the newest event ever stored, -1 before the first.</param>
/// <param name="LastOffset">Offset of the newest event ever stored, <c>-1</c> before the first.</param>
/// <param name="LastEnqueuedTime">When the newest event came; the Unix epoch before the first.</param>
/// <param name="SizeInBytes">Bytes that the kept events take in the log.</param>
public sealed record PartitionInfo(
    string HubName,
    string PartitionId,
    long BeginSequenceNumber,
    long LastSequenceNumber,
    string LastOffset,
    DateTimeOffset LastEnqueuedTime,
    long SizeInBytes)
{
    /// <summary>Whether no event is kept.</summary>
    public bool IsEmpty => BeginSequenceNumber > LastSequenceNumber;
}
