using Servers = Harness.Servers.Backends;

namespace Checkpointing.Benchmarks.Stores;

/// <summary>Cosmos DB: a server for tests.</summary>
[Allocates(nameof(WriteOne), 68_000)]
[Allocates(nameof(WriteAll), 2_000_000)]
[Allocates(nameof(RenewAll), 2_000_000)]
[Allocates(nameof(List), 540_000)]
[Allocates(nameof(Read), 49_000)]
public class CosmosStoreBenchmarks : StoreBenchmarks
{
    /// <inheritdoc/>
    protected override string Backend => Servers.Cosmos;
}
