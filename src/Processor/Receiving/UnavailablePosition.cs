namespace Checkpointing.Processor.Receiving;

/// <summary>
/// Where a partition begins whose checkpoint the event hub no longer has: events behind it have expired, or the hub was made anew, or the namespace was failed over to one
/// that numbers its events anew, so that the checkpoint lies beyond the newest event.
/// </summary>
public enum UnavailablePosition
{
    /// <summary>Nowhere: a clear error is reported, the partition is tried again with growing pauses, and somebody has to decide. Nothing is skipped silently.</summary>
    Fail = 0,

    /// <summary>At the first event that the hub still has. In a hub that was made anew nothing is skipped.</summary>
    Earliest = 1,

    /// <summary>At the first event that comes after the partition was started: all that is there now is skipped.</summary>
    Latest = 2,

    /// <summary>
    /// At the first event that was enqueued after the checkpoint was written, less a minute, since the clocks of store and hub differ. For copies of a hub in another namespace.
    /// Events that were enqueued before and had not been processed yet are skipped, so it is right only for consumers that keep up.
    /// </summary>
    CheckpointTime = 3,
}
