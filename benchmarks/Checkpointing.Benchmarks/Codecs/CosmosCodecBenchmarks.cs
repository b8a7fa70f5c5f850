using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Checkpointing.Cosmos.Documents;

namespace Checkpointing.Benchmarks.Codecs;

/// <summary>The documents of Cosmos DB.</summary>
public class CosmosCodecBenchmarks : CodecBenchmarks
{
    private readonly PartitionDocument _document = PartitionDocument.New(new ConsumerGroup("benchmark.servicebus.windows.net", "telemetry", "$Default"), "12");
    private JsonElement _stored;

    /// <summary>Makes the stored document.</summary>
    [GlobalSetup]
    public void Setup()
    {
        using Stream stream = PartitionDocument.Serialize(_document);
        _stored = JsonSerializer.Deserialize<JsonElement>(stream);
    }

    /// <inheritdoc/>
    [Benchmark]
    [Allocates(570)]
    public override object? ReadCheckpoint() => PartitionDocument.Parse(_stored);

    /// <summary>Makes the bytes of a new partition's document.</summary>
    [Benchmark]
    [Allocates(330)]
    public object WriteDocument() => PartitionDocument.Serialize(_document);
}
