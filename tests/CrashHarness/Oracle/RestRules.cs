using Checkpointing;

namespace CrashHarness.Oracle;

/// <summary>What has to be true when nothing happens any more: ownership is shared evenly among the living, and in the end every checkpoint stands at the last event.</summary>
internal static class RestRules
{
    public const string Balanced = "ownership at rest is balanced";
    public const string Complete = "the last checkpoints are stored";

    /// <param name="ownership">The records at rest.</param>
    /// <param name="alive">The identifiers of the processors that run.</param>
    /// <param name="partitions">How many partitions there are.</param>
    public static IEnumerable<Violation> CheckBalance(IReadOnlyList<PartitionOwnership> ownership, IReadOnlyCollection<string> alive, int partitions)
    {
        Dictionary<string, int> shares = alive.ToDictionary(identifier => identifier, _ => 0);
        foreach (PartitionOwnership record in ownership)
        {
            if (shares.TryGetValue(record.OwnerId, out int share))
            {
                shares[record.OwnerId] = share + 1;
            }
            else
            {
                yield return new Violation(Balanced, record.PartitionId, record.OwnerId.Length == 0 ? "nobody owns it" : $"its owner '{record.OwnerId}' does not run");
            }
        }

        if (ownership.Count != partitions)
        {
            yield return new Violation(Balanced, "-", $"{ownership.Count} of {partitions} partitions have an owner");
        }

        foreach ((string identifier, int share) in shares)
        {
            if (share < partitions / shares.Count || share > (partitions + shares.Count - 1) / shares.Count)
            {
                yield return new Violation(Balanced, "-", $"'{identifier}' owns {share} of {partitions} partitions, and there are {shares.Count} processors");
            }
        }
    }

    /// <param name="last">What the store shows after all have stopped.</param>
    /// <param name="lastPublished">The last event of each partition.</param>
    public static IEnumerable<Violation> CheckEnd(StoreSample last, IReadOnlyDictionary<string, long> lastPublished)
    {
        Dictionary<string, Checkpoint> checkpoints = last.Checkpoints.ToDictionary(checkpoint => checkpoint.PartitionId);
        foreach ((string partitionId, long number) in lastPublished)
        {
            long stored = checkpoints.GetValueOrDefault(partitionId)?.SequenceNumber ?? -1;
            if (stored != number)
            {
                yield return new Violation(Complete, partitionId, $"after a graceful stop of all it stands at {stored}, and the last event is {number}");
            }
        }

        foreach (PartitionOwnership record in last.Ownership.Where(record => record.OwnerId.Length > 0))
        {
            yield return new Violation(Complete, record.PartitionId, $"'{record.OwnerId}' stopped gracefully and has not released it");
        }
    }
}
