using Checkpointing.Tracking;

namespace Checkpointing.Writing;

/// <summary>Tells the writer how far a partition is processed, at the moment when a requested write begins (<see cref="PartitionCheckpoints.Request"/>).</summary>
/// <remarks>Called while the writer holds a lock of the partition: it must be quick, must not throw, and must not call the writer. Its positions have to be guarded by a lock that both
/// this call and whoever moves them forwards take; <see cref="CheckpointTracker"/> does that.</remarks>
public interface ICheckpointSource
{
    /// <summary>Takes the newest position.</summary>
    /// <param name="position">The position.</param>
    /// <returns>False if there is nothing to write.</returns>
    bool TryTake(out ProcessedPosition position);
}
