namespace Checkpointing.Processor.Telemetry;

/// <summary>Why a partition is not owned any more.</summary>
internal enum OwnershipLoss
{
    /// <summary>This processor gave it up when it stopped.</summary>
    Released = 0,

    /// <summary>A renewal was lost: somebody else has taken it, or it was rewound.</summary>
    Taken = 1,

    /// <summary>This processor gave it up because another one had asked for it.</summary>
    HandedOver = 2,
}
