namespace Compare.Results;

/// <summary>Something that happens to processors, and how long their partitions waited.</summary>
internal sealed record ScenarioResult
{
    /// <summary>The backend.</summary>
    public required string Store { get; init; }

    /// <summary>What happened.</summary>
    public required string Scenario { get; init; }

    /// <summary>Who: store for this library's processor, rival for the SDK's.</summary>
    public required string Role { get; init; }

    /// <summary>Added round-trip time in milliseconds.</summary>
    public double DistanceMs { get; init; }

    /// <summary>How long partitions, or cold starts, took.</summary>
    public required Percentiles Time { get; init; }

    /// <summary>Calls of the store, a batch being one; null where they are not counted.</summary>
    public double? Calls { get; init; }

    /// <summary>Round trips on the wire; null where there is none.</summary>
    public double? RoundTrips { get; init; }

    /// <summary>Bytes allocated in this process, by the hub's stand-in too; null where the processors have processes of their own, and where a proxy works in this one.</summary>
    public double? AllocatedBytes { get; init; }

    /// <summary>Processor time of this process in milliseconds, the hub's stand-in's included; null where the processors have processes of their own, and where a proxy works in this one.</summary>
    public double? CpuMs { get; init; }

    /// <summary>Events that were processed again; null where none can be.</summary>
    public long? Duplicates { get; init; }

    /// <summary>The longest time in which a partition got no further; null where it is the same.</summary>
    public double? LongestGapMs { get; init; }
}
