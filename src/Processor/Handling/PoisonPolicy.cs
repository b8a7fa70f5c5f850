namespace Checkpointing.Processor.Handling;

/// <summary>What becomes of an event whose handler fails for good: with an error that is not transient, or after all retries.</summary>
public enum PoisonPolicy
{
    /// <summary>The partition stops and begins again at the event after a pause, until the event is processed: nothing is skipped by itself. The default.</summary>
    StopPartition,

    /// <summary>The event is logged as a warning and counts as processed.</summary>
    Skip,

    /// <summary>The event is stored as a dead letter, and counts as processed once it is. If it cannot be stored, the partition stops as with <see cref="StopPartition"/>.</summary>
    DeadLetter,
}
