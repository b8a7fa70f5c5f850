namespace CrashHarness.Oracle;

/// <summary>A promise that was not kept.</summary>
/// <param name="Rule">Which one.</param>
/// <param name="PartitionId">The partition, or "-" for the whole group.</param>
/// <param name="Evidence">What shows it.</param>
internal sealed record Violation(string Rule, string PartitionId, string Evidence)
{
    public override string ToString() => $"{Rule}, partition {PartitionId}: {Evidence}";
}
