using CrashHarness.Faults;

namespace CrashHarness.Runs;

/// <summary>What a crash run was asked to do.</summary>
internal sealed record CrashOptions
{
    public const string DefaultStore = "Sqlite";
    public const int DefaultFaults = 200;
    public const int DefaultPartitions = 16;
    public const int DefaultProcessors = 4;
    public const string DefaultPolicy = "every event";
    public const int DefaultRate = 320;
    public const int DefaultMaxUncheckpointedEvents = 100;
    public const int DefaultWork = 2;

    public string Store { get; init; } = DefaultStore;

    public int Faults { get; init; } = DefaultFaults;

    /// <summary>The kinds of faults to choose from; empty for all.</summary>
    public IReadOnlyCollection<FaultKind> Only { get; init; } = [];

    public required int Seed { get; init; }

    public int Partitions { get; init; } = DefaultPartitions;

    public int Processors { get; init; } = DefaultProcessors;

    public string Policy { get; init; } = DefaultPolicy;

    /// <summary>Events published in a second, over all partitions.</summary>
    public int Rate { get; init; } = DefaultRate;

    public int MaxUncheckpointedEvents { get; init; } = DefaultMaxUncheckpointedEvents;

    /// <summary>Milliseconds that a handler takes for one event.</summary>
    public int Work { get; init; } = DefaultWork;
}
