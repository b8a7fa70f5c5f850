namespace Checkpointing.Blob.Ownership;

/// <summary>What a store remembers of one partition.</summary>
internal sealed class PartitionMemory
{
    private volatile Tenure? _tenure;
    private long _lastEpoch;

    /// <summary>One claim at a time.</summary>
    public SemaphoreSlim Claims { get; } = new(1, 1);

    /// <summary>The last ownership that was won here; null if there was none.</summary>
    public Tenure? Tenure
    {
        get => _tenure;
        set => _tenure = value;
    }

    /// <summary>
    /// An epoch higher than all before: it counts on from the last, and starts from the service's time, so that a restarted process does
    /// not start over.
    /// </summary>
    /// <param name="storeTime">The service's time of the claim.</param>
    public long NextEpoch(DateTimeOffset storeTime) => _lastEpoch = Math.Max(_lastEpoch + 1, storeTime.ToUnixTimeSeconds());
}
