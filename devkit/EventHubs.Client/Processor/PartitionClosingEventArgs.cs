namespace Azure.Messaging.EventHubs.Processor;

/// <summary>Tells that the processing of a partition ends.</summary>
public class PartitionClosingEventArgs
{
    /// <summary>Makes the arguments.</summary>
    public PartitionClosingEventArgs(string partitionId, ProcessingStoppedReason reason, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(partitionId);
        PartitionId = partitionId;
        Reason = reason;
        CancellationToken = cancellationToken;
    }

    /// <summary>The identifier of the partition.</summary>
    public string PartitionId { get; }

    /// <summary>Why it ends.</summary>
    public ProcessingStoppedReason Reason { get; }

    /// <summary>Asks the handler to end.</summary>
    public CancellationToken CancellationToken { get; }
}
