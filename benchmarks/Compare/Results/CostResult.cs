namespace Compare.Results;

/// <summary>What a processor asks of its store, as counts.</summary>
internal sealed record CostResult
{
    /// <summary>The backend.</summary>
    public required string Store { get; init; }

    /// <summary>Who: store for this library's processor, rival for the SDK's.</summary>
    public required string Role { get; init; }

    /// <summary>The policy; null for a processor without events.</summary>
    public required string? Policy { get; init; }

    /// <summary>What the counts are for: a million events, or an hour.</summary>
    public required string Per { get; init; }

    /// <summary>Events that were counted, or seconds.</summary>
    public required double Counted { get; init; }

    /// <summary>Requests on the wire; calls of the store where there is none.</summary>
    public required double Requests { get; init; }

    /// <summary>Bytes on the wire, in both directions; null where there is none.</summary>
    public required double? Bytes { get; init; }

    /// <summary>Request units as the service charged them; null where it charges none.</summary>
    public required double? RequestUnits { get; init; }
}
