namespace ProcessorOverhead;

/// <summary>What is measured.</summary>
/// <param name="Stores">The backends' names.</param>
/// <param name="Events">Events in the hub; a sample ends with the last of them.</param>
/// <param name="Partitions">Partitions of the hub that is read.</param>
/// <param name="Rounds">Samples of each variant.</param>
/// <param name="Longest">When a sample ends at the latest.</param>
/// <param name="Bound">How many events may be uncovered by a checkpoint with the policy "every event"; null for any number.</param>
/// <param name="Idle">How long the calls of idle processors are counted; zero for not at all.</param>
internal sealed record RunOptions(IReadOnlyList<string> Stores, int Events, int Partitions, int Rounds, TimeSpan Longest, int? Bound, TimeSpan Idle)
{
    /// <summary>Partitions of the hub without events.</summary>
    public const int IdlePartitions = 32;
}
