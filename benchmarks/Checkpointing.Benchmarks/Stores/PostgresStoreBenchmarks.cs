using Servers = Harness.Servers.Backends;

namespace Checkpointing.Benchmarks.Stores;

/// <summary>PostgreSQL.</summary>
[Allocates(nameof(WriteOne), 14_000)]
[Allocates(nameof(WriteAll), 44_000)]
[Allocates(nameof(RenewAll), 60_000)]
[Allocates(nameof(List), 22_000)]
[Allocates(nameof(Read), 9_200)]
public class PostgresStoreBenchmarks : StoreBenchmarks
{
    /// <inheritdoc/>
    protected override string Backend => Servers.Postgres;
}
