using Servers = Harness.Servers.Backends;

namespace Checkpointing.Benchmarks.Stores;

/// <summary>PostgreSQL.</summary>
[Allocates(nameof(WriteOne), 9_900)]
[Allocates(nameof(WriteAll), 37_000)]
[Allocates(nameof(RenewAll), 56_000)]
[Allocates(nameof(List), 22_000)]
[Allocates(nameof(Read), 8_400)]
public class PostgresStoreBenchmarks : StoreBenchmarks
{
    /// <inheritdoc/>
    protected override string Backend => Servers.Postgres;
}
