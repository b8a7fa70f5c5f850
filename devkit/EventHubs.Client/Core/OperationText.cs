namespace Azure.Messaging.EventHubs.Core;

/// <summary>What a processor calls its operations when it tells about failures.</summary>
internal static class OperationText
{
    public const string GetPartitionIds = "Retrieving list of partition identifiers from a Consumer Client.";
    public const string ListOwnership = "Retrieving list of ownership from the storage service.";
    public const string RenewOwnership = "Attempting to renew all of the processor's partition ownership.";
    public const string ClaimOwnership = "Attempting to claim a new ownership.";
    public const string LoadBalancing = "Executing a load balancing cycle.";
    public const string ListCheckpoints = "Retrieving list of checkpoints from the storage service.";
    public const string ReadEvents = "Reading events from the Event Hubs service.";
    public const string DeveloperCode = "Executing developer-provided code to process events.";
    public const string ProcessorLoop = "Performing the main Event Processor loop.";
}
