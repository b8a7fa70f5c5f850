namespace Checkpointing.Cli.Verbs.Lag;

/// <summary>What a reading of the lag goes by.</summary>
/// <param name="Expiration">After how long without a renewal an owner counts as gone.</param>
/// <param name="StuckAfter">For how long a checkpoint may stand while events wait.</param>
/// <param name="Reads">Of how many partitions the oldest waiting event is read, to know how long it has waited.</param>
/// <param name="MaxEvents">The threshold of all waiting events; null for none.</param>
/// <param name="MaxAge">The threshold of the longest wait; null for none.</param>
/// <param name="FailsOnTrouble">Whether a partition in trouble counts as a threshold that is passed.</param>
internal sealed record LagSettings(TimeSpan Expiration, TimeSpan StuckAfter, int Reads, long? MaxEvents, TimeSpan? MaxAge, bool FailsOnTrouble);
