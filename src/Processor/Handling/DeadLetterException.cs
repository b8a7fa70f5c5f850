namespace Checkpointing.Processor.Handling;

/// <summary>An event whose handler failed for good could not be stored as a dead letter either. Its partition stops and begins again at the event, which is not skipped.</summary>
public sealed class DeadLetterException : Exception
{
    internal DeadLetterException(string partitionId, long sequenceNumber, Exception handlerException, Exception sinkException)
        : base($"Event {sequenceNumber} of partition {partitionId} could not be stored as a dead letter: {sinkException.Message} Its handler had failed: {handlerException.Message}", sinkException)
    {
        PartitionId = partitionId;
        SequenceNumber = sequenceNumber;
        HandlerException = handlerException;
    }

    /// <summary>The partition.</summary>
    public string PartitionId { get; }

    /// <summary>The sequence number of the event.</summary>
    public long SequenceNumber { get; }

    /// <summary>Why the event was to be a dead letter. Why it could not be stored is the inner exception.</summary>
    public Exception HandlerException { get; }
}
