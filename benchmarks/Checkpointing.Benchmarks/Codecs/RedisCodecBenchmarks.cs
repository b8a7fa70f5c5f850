using BenchmarkDotNet.Attributes;
using Checkpointing.Redis;

namespace Checkpointing.Benchmarks.Codecs;

/// <summary>The JSON texts of Redis, which scripts write and the client reads.</summary>
public class RedisCodecBenchmarks : CodecBenchmarks
{
    private const string Stored =
        """{"v":1,"sequenceNumber":"123456","offset":"987654321","epoch":"7","writer":"benchmark","written":1790000000000}""";

    /// <inheritdoc/>
    [Benchmark]
    [Allocates(500)]
    public override object? ReadCheckpoint() => RedisRecords.Checkpoint("12", Stored, "1790000000500", DateTimeOffset.UnixEpoch);
}
