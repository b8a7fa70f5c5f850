namespace Azure.Messaging.EventHubs.Processor;

/// <summary>Why the processing of a partition ended.</summary>
public enum ProcessingStoppedReason
{
    /// <summary>The processor is being stopped.</summary>
    Shutdown = 0,

    /// <summary>Another processor owns the partition now, or the processing failed and may start anew.</summary>
    OwnershipLost = 1,
}
