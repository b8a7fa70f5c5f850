namespace Checkpointing.Processor.Receiving;

/// <summary>A partition's checkpoint lies where the event hub has no events any more, or has none yet. Reported; the partition is tried again with growing pauses.</summary>
public sealed class UnavailablePositionException : Exception
{
    internal UnavailablePositionException(ConsumerGroup group, string partitionId, long sequenceNumber, PartitionRange range)
        : base(
            $"Partition {partitionId} of {group} is not processed: its checkpoint is at sequence number {sequenceNumber}, and {range.Misfit(sequenceNumber)}. " +
            $"Rewind the partition to where it is to begin, or set {nameof(CheckpointingProcessorOptions.UnavailablePosition)} to " +
            $"{nameof(UnavailablePosition.Earliest)}, {nameof(UnavailablePosition.Latest)} or {nameof(UnavailablePosition.CheckpointTime)}.")
    {
        PartitionId = partitionId;
        SequenceNumber = sequenceNumber;
        FirstSequenceNumber = range.First;
        LastSequenceNumber = range.Last;
    }

    /// <summary>The partition.</summary>
    public string PartitionId { get; }

    /// <summary>The sequence number of the checkpoint: the last event that was processed.</summary>
    public long SequenceNumber { get; }

    /// <summary>The sequence number of the first event that the hub has; of the next one to come if it has none.</summary>
    public long FirstSequenceNumber { get; }

    /// <summary>The sequence number of the newest event that the hub has or had; -1 if there has never been one.</summary>
    public long LastSequenceNumber { get; }
}
