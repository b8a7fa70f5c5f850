namespace CrashHarness.Oracle;

/// <summary>Whoever takes over a partition processes no more events again than may be without a checkpoint. What a rewind asks for is not counted.</summary>
internal static class ReplayRule
{
    public const string Name = "no more is replayed than promised";

    public static IEnumerable<Violation> Check(PartitionHistory history) => Replays(history)
        .Where(replay => replay.Count > history.Evidence.MaxUncheckpointedEvents)
        .Select(replay => new Violation(
            Name,
            history.PartitionId,
            $"'{replay.Run.Identifier}' (process {replay.Run.Process}) processed {replay.Count} events again that had been processed under former owners, beginning at "
            + $"{replay.Run.SequenceNumbers[0]} under epoch {replay.Run.Epoch} at {replay.Run.Start}; the bound is {history.Evidence.MaxUncheckpointedEvents}"));

    /// <summary>How many events each run shares with those before it in its segment: with those of earlier epochs, or where epochs tell nothing, with those that began earlier.</summary>
    public static IEnumerable<(ProcessingRun Run, int Count)> Replays(PartitionHistory history)
    {
        foreach (IGrouping<int, ProcessingRun> segment in ProcessingRun.Find(history).GroupBy(run => run.Segment))
        {
            HashSet<long> processed = [];
            foreach (ProcessingRun run in segment.OrderBy(run => history.Evidence.EpochsAreShared ? run.Epoch : 0).ThenBy(run => run.Start))
            {
                int count = run.SequenceNumbers.Count(processed.Contains);
                processed.UnionWith(run.SequenceNumbers);
                yield return (run, count);
            }
        }
    }
}
