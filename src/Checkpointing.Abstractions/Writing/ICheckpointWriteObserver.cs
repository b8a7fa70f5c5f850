using Checkpointing.Tracking;

namespace Checkpointing.Writing;

/// <summary>Hears what became of the writes of one partition. Called from the writer's loop, one call at a time: be quick. What it throws closes the partition's checkpoints.</summary>
public interface ICheckpointWriteObserver
{
    /// <summary>The store answered.</summary>
    /// <param name="position">The position that was written.</param>
    /// <param name="outcome">What became of it. After <see cref="CheckpointOutcome.Fenced"/> nothing more is written for the partition under this epoch.</param>
    void OnOutcome(in ProcessedPosition position, CheckpointOutcome outcome);

    /// <summary>The store failed. The newest position will be tried again.</summary>
    /// <param name="exception">The fault.</param>
    /// <param name="attempt">How many tries in a row have failed; 1 for the first.</param>
    void OnFault(CheckpointStoreException exception, int attempt);
}
