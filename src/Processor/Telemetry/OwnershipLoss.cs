namespace Checkpointing.Processor.Telemetry;

/// <summary>Why a partition is not owned any more.</summary>
internal enum OwnershipLoss
{
    /// <summary>This processor gave it up when it stopped.</summary>
    Released = 0,

    /// <summary>A renewal was lost, or a list shows it in nobody's or another's hands: somebody else has taken it, or it was rewound, given up by a tool or deleted.</summary>
    Taken = 1,

    /// <summary>This processor gave it up because another one had asked for it.</summary>
    HandedOver = 2,
}
