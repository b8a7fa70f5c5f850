namespace Devkit.EventHubs.Broker.Storage;

/// <summary>A partition's log at one moment.</summary>
/// <param name="BeginSequenceNumber">Sequence number of the oldest event that is kept; of the next event where none is.</param>
/// <param name="LastSequenceNumber">Sequence number of the newest event, -1 before the first.</param>
/// <param name="LastOffset">Offset of the newest event, -1 before the first.</param>
/// <param name="LastEnqueuedTime">When the newest event came, in milliseconds since the Unix epoch.</param>
/// <param name="SizeInBytes">Bytes that the kept events take.</param>
internal readonly record struct LogState(
    long BeginSequenceNumber, long LastSequenceNumber, long LastOffset, long LastEnqueuedTime, long SizeInBytes)
{
    public bool IsEmpty => BeginSequenceNumber > LastSequenceNumber;
}
