using Servers = Harness.Servers.Backends;

namespace Checkpointing.Benchmarks.Stores;

/// <summary>SQLite, in a temporary file.</summary>
[Allocates(nameof(WriteOne), 1)]
[Allocates(nameof(WriteAll), 1)]
[Allocates(nameof(RenewAll), 1)]
[Allocates(nameof(List), 1)]
[Allocates(nameof(Read), 1)]
public class SqliteStoreBenchmarks : StoreBenchmarks
{
    /// <inheritdoc/>
    protected override string Backend => Servers.Sqlite;
}
