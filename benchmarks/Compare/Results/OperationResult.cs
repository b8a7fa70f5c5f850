namespace Compare.Results;

/// <summary>One contestant in one operation at one distance.</summary>
internal sealed record OperationResult
{
    /// <summary>The backend.</summary>
    public required string Store { get; init; }

    /// <summary>The operation.</summary>
    public required string Operation { get; init; }

    /// <summary>The kind of the operation.</summary>
    public required string Kind { get; init; }

    /// <summary>Partitions in a batch.</summary>
    public required int Partitions { get; init; }

    /// <summary>Added round-trip time in milliseconds; 0 is a direct connection over loopback, without a proxy.</summary>
    public required double DistanceMs { get; init; }

    /// <summary>Who: store, driver or rival.</summary>
    public required string Role { get; init; }

    /// <summary>What the driver does; null for the others.</summary>
    public string? Request { get; init; }

    /// <summary>How long it took.</summary>
    public required Percentiles Time { get; init; }

    /// <summary>How many were done in a second.</summary>
    public required double PerSecond { get; init; }

    /// <summary>Bytes allocated in the client for one; null where the proxy works in the same process.</summary>
    public double? AllocatedBytes { get; init; }

    /// <summary>Processor time of the client for one, in milliseconds; null where the proxy works in the same process.</summary>
    public double? CpuMs { get; init; }

    /// <summary>Round trips on the wire for one, counted by a proxy; null where there is no wire, or none that a proxy can stand in.</summary>
    public double? RoundTrips { get; init; }

    /// <summary>The median beside the driver's: 1 is the limit, more is slower.</summary>
    public double? ToDriver { get; init; }

    /// <summary>The rival's median beside this one: how many times faster this is than Microsoft's algorithm on Blob at the same distance in the same run.</summary>
    public double? RivalTo { get; init; }
}
