using Checkpointing;

namespace CrashHarness.Oracle;

/// <summary>Only the owner advances a checkpoint: not one that had lost the partition before, and not to an event that it has not processed itself.</summary>
internal static class FencingRule
{
    public const string Name = "a former owner's checkpoint is refused";

    public static IEnumerable<Violation> Check(PartitionHistory history)
    {
        HashSet<(string Identifier, long Epoch, long SequenceNumber)> processed =
            [.. history.Entries.Select(entry => (entry.Identifier, history.Evidence.EpochsAreShared ? entry.Epoch : 0, entry.SequenceNumber))];
        Sighting? before = null;
        foreach (Sighting sighting in history.Sightings)
        {
            if (sighting.Checkpoint is { } now && now.WrittenBy != history.Evidence.Rewinder && !IsSame(before?.Checkpoint, now))
            {
                long epoch = history.Evidence.EpochsAreShared ? now.Epoch : 0;
                if (history.Evidence.EpochsAreShared && before?.OwnershipEpoch > now.Epoch)
                {
                    yield return new Violation(Name, history.PartitionId, $"{sighting} was written although the ownership had epoch {before.OwnershipEpoch} already at {before.End}");
                }

                if (now.WrittenBy is not { } writer || !processed.Contains((writer, epoch, sighting.Position)))
                {
                    yield return new Violation(Name, history.PartitionId, $"{sighting} stands at an event that its writer has not processed under that epoch");
                }
            }

            before = sighting;
        }
    }

    private static bool IsSame(Checkpoint? before, Checkpoint now) =>
        before is not null && before.SequenceNumber == now.SequenceNumber && before.Epoch == now.Epoch && before.WrittenBy == now.WrittenBy;
}
