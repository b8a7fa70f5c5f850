namespace CrashHarness.Oracle;

/// <summary>A checkpoint never runs ahead of what was processed.</summary>
internal static class CoveredRule
{
    public const string Name = "a checkpoint covers only what was processed";

    public static IEnumerable<Violation> Check(PartitionHistory history)
    {
        Sighting? before = null;
        foreach (Sighting sighting in history.Sightings)
        {
            // Once is enough: what was covered when it was first seen stays so.
            bool isNew = before?.Position != sighting.Position || before.Checkpoint?.Epoch != sighting.Checkpoint?.Epoch;
            if (isNew && sighting.Checkpoint is { } checkpoint && !history.IsCovered(history.SegmentOf(checkpoint), sighting.Position, sighting.End))
            {
                long[] missing = [.. history.Missing(history.SegmentOf(checkpoint), sighting.Position, sighting.End)];
                yield return new Violation(
                    Name, history.PartitionId, $"{sighting} covers {missing.Length} events that nobody had processed by then, the first is {missing[0]}");
            }

            before = sighting;
        }
    }
}
