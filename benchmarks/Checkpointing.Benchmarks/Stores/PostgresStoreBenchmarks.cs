using Servers = Harness.Servers.Backends;

namespace Checkpointing.Benchmarks.Stores;

/// <summary>PostgreSQL.</summary>
[Allocates(nameof(WriteOne), 12_000)]
[Allocates(nameof(WriteAll), 49_000)]
[Allocates(nameof(RenewAll), 67_000)]
[Allocates(nameof(List), 24_000)]
[Allocates(nameof(Read), 10_000)]
public class PostgresStoreBenchmarks : StoreBenchmarks
{
    /// <inheritdoc/>
    protected override string Backend => Servers.Postgres;
}
