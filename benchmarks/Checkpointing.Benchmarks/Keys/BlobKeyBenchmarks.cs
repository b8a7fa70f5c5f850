using BenchmarkDotNet.Attributes;
using Checkpointing.Blob.Layout;

namespace Checkpointing.Benchmarks.Keys;

/// <summary>The names of blobs.</summary>
public class BlobKeyBenchmarks : KeyBenchmarks
{
    private readonly BlobPaths _paths = new([]);

    /// <inheritdoc/>
    [Benchmark]
    [Allocates(480)]
    public override string Ownership() => _paths.Ownership(Group, "12");

    /// <inheritdoc/>
    [Benchmark]
    [Allocates(480)]
    public override string Checkpoint() => _paths.Checkpoint(Group, "12");

    /// <inheritdoc/>
    [Benchmark]
    [Allocates(430)]
    public override ConsumerGroup? GroupOfKey() => BlobPaths.GroupOf("benchmark.servicebus.windows.net/telemetry/$default/checkpoint/12");
}
