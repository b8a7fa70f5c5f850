namespace Checkpointing.Cli.Verbs.Doctoring;

/// <summary>What was found.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Group">The group, as namespace/hub/group; null if none is known.</param>
/// <param name="Errors">How many errors there are.</param>
/// <param name="Advice">How many pieces of advice.</param>
/// <param name="LatencyMilliseconds">How long the store takes to answer, by the median; null if it does not.</param>
/// <param name="ClockDifferenceSeconds">By how much the store's clock is ahead of this machine's; null if it is not known.</param>
/// <param name="Findings">What was found, in the order in which it was looked at.</param>
internal sealed record DoctorReport(
    string Store, string? Group, int Errors, int Advice, double? LatencyMilliseconds, double? ClockDifferenceSeconds, IReadOnlyList<Finding> Findings);
