using Servers = Harness.Servers.Backends;

namespace Checkpointing.Benchmarks.Stores;

/// <summary>Cosmos DB: a server for tests.</summary>
[Allocates(nameof(WriteOne), 1)]
[Allocates(nameof(WriteAll), 1)]
[Allocates(nameof(RenewAll), 1)]
[Allocates(nameof(List), 1)]
[Allocates(nameof(Read), 1)]
public class CosmosStoreBenchmarks : StoreBenchmarks
{
    /// <inheritdoc/>
    protected override string Backend => Servers.Cosmos;
}
