namespace Checkpointing.Processor.Rewinding;

/// <summary>How a target names the place.</summary>
internal enum RewindTargetKind
{
    Earliest,
    Latest,
    SequenceNumber,
    Offset,
    Time,
    Back,
}
