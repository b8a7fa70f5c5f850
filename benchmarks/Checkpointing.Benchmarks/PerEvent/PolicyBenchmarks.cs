using BenchmarkDotNet.Attributes;
using Checkpointing.Policies;

namespace Checkpointing.Benchmarks.PerEvent;

/// <summary>What it costs to ask a policy after an event.</summary>
public class PolicyBenchmarks
{
    private readonly CheckpointPolicy _everyEvent = CheckpointPolicy.EveryEvent;
    private readonly CheckpointPolicy _every100 = CheckpointPolicy.EveryEvents(100);
    private readonly CheckpointPolicy _joined = CheckpointPolicy.Parse("every 1000 events or every 5s or end of batch");
    private long _untaken;

    /// <summary>"every event"</summary>
    [Benchmark]
    [Allocates(0)]
    public bool EveryEvent() => _everyEvent.IsDueAfterEveryEvent;

    /// <summary>"every 100 events"</summary>
    [Benchmark]
    [Allocates(0)]
    public bool Every100() => _every100.IsDue(new CheckpointProgress(++_untaken, IsEndOfBatch: false));

    /// <summary>Three policies joined.</summary>
    [Benchmark]
    [Allocates(0)]
    public bool Joined() => _joined.IsDue(new CheckpointProgress(++_untaken, IsEndOfBatch: false));
}
