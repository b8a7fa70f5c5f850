namespace Checkpointing.Conformance;

/// <summary>
/// The round trips of each operation between a client that is connected and its server, on the usual path: nobody interferes (but where it says so), and the
/// client has claimed and read before. <c>RoundTripsSuite</c> counts them. A record without initializers is a store with batches: one for everything.
/// </summary>
public sealed record StoreCosts
{
    /// <summary>A store without batches makes one request per partition.</summary>
    public static StoreCosts OnePerPartition { get; } = new()
    {
        FirstClaims = static partitions => partitions,
        Renewals = static partitions => partitions,
        Requests = static partitions => partitions,
        Writes = static partitions => partitions,
        ContendedClaims = static (claimers, partitions) => (claimers + 1) * partitions,
    };

    /// <summary>
    /// How many checkpoints of a new ownership may cost more than one round trip, until the usual path begins: none, except where fencing has to
    /// be set up with the first ones.
    /// </summary>
    public int CheckpointsBeforeUsual { get; init; }

    /// <summary>Claiming so many partitions that nobody owned.</summary>
    public Func<int, int> FirstClaims { get; init; } = static _ => 1;

    /// <summary>Renewing so many partitions.</summary>
    public Func<int, int> Renewals { get; init; } = static _ => 1;

    /// <summary>Requesting so many partitions. Not for stores with <see cref="StoreTraits.NoRequests"/>.</summary>
    public Func<int, int> Requests { get; init; } = static _ => 1;

    /// <summary>Writing checkpoints of so many partitions in one call; one checkpoint costs one on every store.</summary>
    public Func<int, int> Writes { get; init; } = static _ => 1;

    /// <summary>The most that so many claimers of the same versions of so many partitions take together.</summary>
    public Func<int, int, int> ContendedClaims { get; init; } = static (claimers, _) => claimers;

    /// <summary>Rewinding one partition.</summary>
    public int Rewind { get; init; } = 1;

    /// <summary>Listing the ownership of a group of 256 partitions, or its checkpoints; at most 2.</summary>
    public int List { get; init; } = 1;
}
