using Servers = Harness.Servers.Backends;

namespace Checkpointing.Benchmarks.Stores;

/// <summary>The reference store.</summary>
[Allocates(nameof(WriteOne), 1_700)]
[Allocates(nameof(WriteAll), 21_000)]
[Allocates(nameof(RenewAll), 22_000)]
[Allocates(nameof(List), 7_600)]
[Allocates(nameof(Read), 480)]
public class MemoryStoreBenchmarks : StoreBenchmarks
{
    /// <inheritdoc/>
    protected override string Backend => Servers.Memory;
}
