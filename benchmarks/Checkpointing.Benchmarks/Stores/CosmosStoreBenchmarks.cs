using Servers = Harness.Servers.Backends;

namespace Checkpointing.Benchmarks.Stores;

/// <summary>Cosmos DB: a server for tests.</summary>
[Allocates(nameof(WriteOne), 60_000)]
[Allocates(nameof(WriteAll), 1_900_000)]
[Allocates(nameof(RenewAll), 1_800_000)]
[Allocates(nameof(List), 500_000)]
[Allocates(nameof(Read), 46_000)]
public class CosmosStoreBenchmarks : StoreBenchmarks
{
    /// <inheritdoc/>
    protected override string Backend => Servers.Cosmos;
}
