namespace CrashHarness.Oracle;

/// <summary>A checkpoint never moves backwards but by a rewind, and then no further back than that.</summary>
internal static class ForwardRule
{
    public const string Name = "a checkpoint never moves backwards";

    public static IEnumerable<Violation> Check(PartitionHistory history)
    {
        foreach ((Sighting before, Sighting after) in history.Sightings.Zip(history.Sightings.Skip(1)))
        {
            Rewind[] between = [.. history.Rewinds.Where(rewind => rewind.Begin <= after.End && rewind.End >= before.Begin)];
            if (after.Position < before.Position && (between.Length == 0 || after.Position < between.Min(rewind => rewind.Position)))
            {
                string rewinds = between.Length == 0 ? "no rewind" : $"rewinds to no less than {between.Min(rewind => rewind.Position)}";
                yield return new Violation(Name, history.PartitionId, $"from {before} to {after} with {rewinds} between them");
            }
        }
    }
}
