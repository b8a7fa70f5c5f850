namespace Checkpointing.Telemetry;

/// <summary>What a call of a store came to, as metrics and spans tell it; of a call for several partitions the worst.</summary>
internal enum StoreCallOutcome
{
    Ok = 0,
    Stale = 1,
    Lost = 2,
    Fenced = 3,
    TransientFault = 4,
    PermanentFault = 5,
    Cancelled = 6,
}
