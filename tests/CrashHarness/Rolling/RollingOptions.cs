namespace CrashHarness.Rolling;

/// <summary>What a rolling deployment was asked to be.</summary>
internal sealed record RollingOptions
{
    public const int DefaultRate = 320;
    public const int DefaultIntervalSeconds = 1;
    public const string DefaultPolicy = "every 10 events";

    public required string Store { get; init; }

    public required int Partitions { get; init; }

    public required int Processors { get; init; }

    public required string Policy { get; init; }

    public required int Rate { get; init; }

    /// <summary>Milliseconds that a handler takes for one event.</summary>
    public required int Work { get; init; }

    /// <summary>How often ownership is renewed; null for the library's default.</summary>
    public required TimeSpan? Interval { get; init; }

    /// <summary>Whether the SDK's own processor is measured.</summary>
    public bool IsPlain { get; init; }

    /// <summary>What happens, in this order.</summary>
    public IReadOnlyList<RollingPhase> Phases { get; init; } = [RollingPhase.Deployment, RollingPhase.ScaleIn, RollingPhase.ScaleOut, RollingPhase.ScaleInAgain];
}
