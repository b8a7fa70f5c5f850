using System.Runtime.InteropServices;
using Checkpointing.Processor.Receiving;

namespace Checkpointing.Processor.Rewinding;

/// <summary>What a target came to in one partition.</summary>
/// <param name="SequenceNumber">The sequence number of the event before the first one to be read, or null if there is no such place.</param>
/// <param name="Offset">The offset of the same event, if it is known.</param>
/// <param name="Finding">Why the target itself is not to be had, or null.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RewindPosition(long? SequenceNumber, string? Offset = null, RewindFinding? Finding = null)
{
    /// <summary>Before all that there is. Not before what is the first event today: that may have expired when reading begins.</summary>
    public static RewindPosition Earliest => new(PartitionRange.BeforeFirstEvent);

    /// <summary>Behind the newest event.</summary>
    public static RewindPosition EndOf(PartitionRange range) => new(range.Last, range.LastOffset);

    /// <summary>Refused, or the nearest place that is to be had.</summary>
    public static RewindPosition Instead(RewindPosition nearest, bool clamp, RewindFindingKind kind, string message) => clamp
        ? nearest with { Finding = new RewindFinding(kind, $"{message} (clamped)") }
        : new RewindPosition(null, null, new RewindFinding(kind, message));

    /// <summary>No place, and none near it that could be taken instead.</summary>
    public static RewindPosition Refused(RewindFindingKind kind, string message) => new(null, null, new RewindFinding(kind, message));
}
