using Servers = Harness.Servers.Backends;

namespace Checkpointing.Benchmarks.Stores;

/// <summary>The reference store.</summary>
[Allocates(nameof(WriteOne), 1_500)]
[Allocates(nameof(WriteAll), 19_000)]
[Allocates(nameof(RenewAll), 20_000)]
[Allocates(nameof(List), 6_900)]
[Allocates(nameof(Read), 370)]
public class MemoryStoreBenchmarks : StoreBenchmarks
{
    /// <inheritdoc/>
    protected override string Backend => Servers.Memory;
}
