using BenchmarkDotNet.Attributes;
using Checkpointing.Blob.Layout;

namespace Checkpointing.Benchmarks.Codecs;

/// <summary>The metadata of blobs.</summary>
public class BlobCodecBenchmarks : CodecBenchmarks
{
    private readonly Dictionary<string, string> _stored = BlobMetadata.ForCheckpoint(123_456, "987654321", "benchmark");
    private long _sequenceNumber;

    /// <inheritdoc/>
    [Benchmark]
    [Allocates(60)]
    public override object? ReadCheckpoint() => BlobMetadata.Position(_stored);

    /// <summary>Makes the metadata of a checkpoint.</summary>
    [Benchmark]
    [Allocates(440)]
    public object WriteCheckpoint() => BlobMetadata.ForCheckpoint(++_sequenceNumber, "987654321", "benchmark");
}
