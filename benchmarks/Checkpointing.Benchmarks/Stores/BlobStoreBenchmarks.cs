using Servers = Harness.Servers.Backends;

namespace Checkpointing.Benchmarks.Stores;

/// <summary>Blob Storage: Azurite.</summary>
[Allocates(nameof(WriteOne), 29_000)]
[Allocates(nameof(WriteAll), 910_000)]
[Allocates(nameof(RenewAll), 850_000)]
[Allocates(nameof(List), 240_000)]
[Allocates(nameof(Read), 26_000)]
public class BlobStoreBenchmarks : StoreBenchmarks
{
    /// <inheritdoc/>
    protected override string Backend => Servers.Blob;
}
