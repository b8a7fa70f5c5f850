using Servers = Harness.Servers.Backends;

namespace Checkpointing.Benchmarks.Stores;

/// <summary>SQLite, in a temporary file.</summary>
[Allocates(nameof(WriteOne), 7_500)]
[Allocates(nameof(WriteAll), 24_000)]
[Allocates(nameof(RenewAll), 38_000)]
[Allocates(nameof(List), 19_000)]
[Allocates(nameof(Read), 5_400)]
public class SqliteStoreBenchmarks : StoreBenchmarks
{
    /// <inheritdoc/>
    protected override string Backend => Servers.Sqlite;
}
