using Servers = Harness.Servers.Backends;

namespace Checkpointing.Benchmarks.Stores;

/// <summary>PostgreSQL.</summary>
[Allocates(nameof(WriteOne), 1)]
[Allocates(nameof(WriteAll), 1)]
[Allocates(nameof(RenewAll), 1)]
[Allocates(nameof(List), 1)]
[Allocates(nameof(Read), 1)]
public class PostgresStoreBenchmarks : StoreBenchmarks
{
    /// <inheritdoc/>
    protected override string Backend => Servers.Postgres;
}
