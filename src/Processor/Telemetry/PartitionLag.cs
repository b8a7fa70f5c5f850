using Azure.Messaging.EventHubs;

namespace Checkpointing.Processor.Telemetry;

/// <summary>How many events of a partition are still to be processed, from what the hub has and where the checkpoint stands.</summary>
internal static class PartitionLag
{
    /// <summary>
    /// The events behind a checkpoint. Without one, and if it stands where the hub has nothing (before what it retains, or beyond its end because the hub was made anew),
    /// all that the hub has: too much rather than too little, or a scaler would start nobody.
    /// </summary>
    public static long Of(PartitionProperties partition, Checkpoint? checkpoint)
    {
        if (partition.IsEmpty)
        {
            return 0;
        }

        long last = partition.LastEnqueuedSequenceNumber;
        long retained = last - partition.BeginningSequenceNumber + 1;
        return checkpoint?.SequenceNumber is { } processed && processed <= last ? Math.Min(retained, last - processed) : retained;
    }
}
