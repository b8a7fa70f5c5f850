using BenchmarkDotNet.Attributes;
using Checkpointing.Redis;

namespace Checkpointing.Benchmarks.Keys;

/// <summary>The keys of Redis: one hash for all ownership of a group, one for all its checkpoints.</summary>
public class RedisKeyBenchmarks : KeyBenchmarks
{
    private readonly RedisKeys _keys = new("checkpointing:");

    /// <inheritdoc/>
    [Benchmark]
    [Allocates(890)]
    public override string Ownership() => _keys.Ownership(Group)!;

    /// <inheritdoc/>
    [Benchmark]
    [Allocates(890)]
    public override string Checkpoint() => _keys.Checkpoint(Group)!;

    /// <inheritdoc/>
    [Benchmark]
    [Allocates(1_400)]
    public override ConsumerGroup? GroupOfKey() => _keys.GroupOf("checkpointing:{benchmark.servicebus.windows.net/telemetry/$default}:checkpoint");
}
