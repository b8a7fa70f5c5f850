using Azure.Messaging.EventHubs.Consumer;

namespace Azure.Messaging.EventHubs.Processor;

/// <summary>Tells that the processing of a partition begins.</summary>
public class PartitionInitializingEventArgs
{
    /// <summary>Makes the arguments.</summary>
    public PartitionInitializingEventArgs(string partitionId, EventPosition defaultStartingPosition, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(partitionId);
        PartitionId = partitionId;
        DefaultStartingPosition = defaultStartingPosition;
        CancellationToken = cancellationToken;
    }

    /// <summary>The identifier of the partition.</summary>
    public string PartitionId { get; }

    /// <summary>Where reading starts if there is no checkpoint; the handler may change it.</summary>
    public EventPosition DefaultStartingPosition { get; set; }

    /// <summary>Asks the handler to end.</summary>
    public CancellationToken CancellationToken { get; }
}
