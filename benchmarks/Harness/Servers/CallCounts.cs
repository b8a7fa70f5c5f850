namespace Harness.Servers;

/// <summary>Calls of a store.</summary>
/// <param name="Claims">Batches of claims.</param>
/// <param name="ClaimedRecords">The claims in them.</param>
/// <param name="Lists">Lists of ownership.</param>
/// <param name="Others">All other calls but writes of checkpoints.</param>
/// <param name="Writes">Batches of checkpoints.</param>
/// <param name="WrittenRecords">The checkpoints in them.</param>
internal readonly record struct CallCounts(long Claims, long ClaimedRecords, long Lists, long Others, long Writes, long WrittenRecords)
{
    /// <summary>All calls, a batch being one.</summary>
    public long Total => Claims + Lists + Others + Writes;

    public static CallCounts operator -(CallCounts end, CallCounts start) => new(
        end.Claims - start.Claims,
        end.ClaimedRecords - start.ClaimedRecords,
        end.Lists - start.Lists,
        end.Others - start.Others,
        end.Writes - start.Writes,
        end.WrittenRecords - start.WrittenRecords);
}
