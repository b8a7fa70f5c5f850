namespace Compare.Results;

/// <summary>How fast a processor reads a full hub with one policy.</summary>
internal sealed record ThroughputResult
{
    /// <summary>The backend.</summary>
    public required string Store { get; init; }

    /// <summary>The policy.</summary>
    public required string Policy { get; init; }

    /// <summary>Added round-trip time to the store in milliseconds.</summary>
    public required double DistanceMs { get; init; }

    /// <summary>How often the hub was read.</summary>
    public required int Rounds { get; init; }

    /// <summary>Events in a second: the median of the rounds.</summary>
    public required double EventsPerSecond { get; init; }

    /// <summary>Beside no checkpoints: the median of what stood side by side.</summary>
    public required double ToNone { get; init; }

    /// <summary>The least of those ratios; null in results from before it was noted.</summary>
    public double? ToNoneLeast { get; init; }

    /// <summary>The largest of them.</summary>
    public double? ToNoneMost { get; init; }

    /// <summary>The most events of one partition that a crash has processed again, as promised; null for no promise.</summary>
    public required int? ReplayBound { get; init; }

    /// <summary>The most events, over all partitions, that stood uncovered at any time; null without checkpoints.</summary>
    public required long? Uncovered { get; init; }

    /// <summary>Bytes that this process allocated for an event; null if it handled none.</summary>
    public required double? BytesPerEvent { get; init; }

    /// <summary>Processor time of this process for an event, in microseconds; null if it handled none.</summary>
    public required double? CpuMicroseconds { get; init; }

    /// <summary>Processor time of the broker for an event, in microseconds; null if the system does not tell.</summary>
    public double? BrokerCpuMicroseconds { get; init; }

    /// <summary>Processor time of the store's server for an event, in microseconds; null if it has none on this machine, or the system does not tell.</summary>
    public double? ServerCpuMicroseconds { get; init; }
}
