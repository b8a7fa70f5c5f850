using Compare.Contest;
using Compare.Reading;

namespace Compare;

/// <summary>What is measured.</summary>
internal sealed record RunSettings
{
    /// <summary>The backends.</summary>
    public required IReadOnlyList<string> Stores { get; init; }

    /// <summary>Which kinds of work.</summary>
    public required IReadOnlyList<string> Work { get; init; }

    /// <summary>The operations.</summary>
    public required IReadOnlyList<Operation> Operations { get; init; }

    /// <summary>The distances, in milliseconds of added round-trip time.</summary>
    public required IReadOnlyList<double> Distances { get; init; }

    /// <summary>How long each contestant is measured in one operation.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How many samples are wanted of an operation that is not too slow for it.</summary>
    public required int LeastSamples { get; init; }

    /// <summary>How often a cold start is repeated.</summary>
    public required int ColdStarts { get; init; }

    /// <summary>How often the full hub is read with each policy.</summary>
    public required int Rounds { get; init; }

    /// <summary>The policies that it is read with; the first is without checkpoints.</summary>
    public required IReadOnlyList<ReadingPolicy> Policies { get; init; }

    /// <summary>Whether cold starts and readings are warmed up by one that is not counted.</summary>
    public required bool HasWarmUps { get; init; }

    /// <summary>When nothing more begins; null for never.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>Events in the full hub.</summary>
    public required int Events { get; init; }

    /// <summary>When a reading ends that has not reached the last event.</summary>
    public required TimeSpan LongestReading { get; init; }

    /// <summary>How long the requests of each policy that merges are counted; a load balancing interval has a renewal.</summary>
    public required TimeSpan Counted { get; init; }

    /// <summary>How long those of a handler that waits are counted.</summary>
    public required TimeSpan CountedAwaited { get; init; }

    /// <summary>How long the requests of idle processors are counted.</summary>
    public required TimeSpan Idle { get; init; }
}
