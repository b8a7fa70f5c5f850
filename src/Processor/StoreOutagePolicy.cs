namespace Checkpointing.Processor;

/// <summary>What a processor does while its store has been out of reach for longer than <see cref="Azure.Messaging.EventHubs.Primitives.EventProcessorOptions.PartitionOwnershipExpirationInterval"/>.</summary>
public enum StoreOutagePolicy
{
    /// <summary>
    /// Goes on with the partitions that it has, up to <see cref="CheckpointingProcessorOptions.MaxUncheckpointedEvents"/>: at-least-once allows it, and if the store is out of reach for all,
    /// nobody else can take them. What is processed meanwhile is processed again if another processor, which does reach the store, has taken over.
    /// </summary>
    Continue = 0,

    /// <summary>Hands out nothing more until the store answers again: fewer events are processed twice, and none are processed while the store is gone.</summary>
    Pause = 1,
}
