using Servers = Harness.Servers.Backends;

namespace Checkpointing.Benchmarks.Stores;

/// <summary>Blob Storage: Azurite.</summary>
[Allocates(nameof(WriteOne), 36_000)]
[Allocates(nameof(WriteAll), 990_000)]
[Allocates(nameof(RenewAll), 920_000)]
[Allocates(nameof(List), 260_000)]
[Allocates(nameof(Read), 28_000)]
public class BlobStoreBenchmarks : StoreBenchmarks
{
    /// <inheritdoc/>
    protected override string Backend => Servers.Blob;
}
