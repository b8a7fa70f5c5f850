namespace CrashHarness.Faults;

/// <summary>One fault of a plan.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Pause">How long after the one before it.</param>
/// <param name="Pick">Which processor or partition, as a share of those there are then: 0 or more, less than 1.</param>
/// <param name="Size">How long or how far, from 0 to less than 1.</param>
internal readonly record struct PlannedFault(FaultKind Kind, TimeSpan Pause, double Pick, double Size);
