namespace Compare.Contest;

/// <summary>What was measured of one contestant in one operation.</summary>
internal sealed class Tally
{
    /// <summary>How long each took.</summary>
    public List<TimeSpan> Times { get; } = [];

    /// <summary>How long the slices took in which they were done.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Processor time of this process in the slices.</summary>
    public TimeSpan ProcessorTime { get; set; }

    /// <summary>Round trips in the slices, where a proxy counts them.</summary>
    public long Turns { get; set; }

    /// <summary>Bytes allocated in this process in the slices.</summary>
    public long Allocated { get; set; }
}
