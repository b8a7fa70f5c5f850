using BenchmarkDotNet.Attributes;
using Checkpointing.Cosmos;

namespace Checkpointing.Benchmarks.Keys;

/// <summary>The names of documents: ownership and checkpoint of a partition are one, under the group's partition key.</summary>
public class CosmosKeyBenchmarks : KeyBenchmarks
{
    /// <inheritdoc/>
    [Benchmark]
    [Allocates(150)]
    public override string Ownership() => CosmosNames.GroupKey(Group);

    /// <inheritdoc/>
    [Benchmark]
    [Allocates(32)]
    public override string Checkpoint() => CosmosNames.DocumentId("12");

    /// <inheritdoc/>
    [Benchmark]
    [Allocates(390)]
    public override ConsumerGroup? GroupOfKey() => CosmosNames.GroupOf("benchmark.servicebus.windows.net/telemetry/$default");
}
