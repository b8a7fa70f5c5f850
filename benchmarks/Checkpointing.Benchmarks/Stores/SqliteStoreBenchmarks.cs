using Servers = Harness.Servers.Backends;

namespace Checkpointing.Benchmarks.Stores;

/// <summary>SQLite, in a temporary file.</summary>
[Allocates(nameof(WriteOne), 4_400)]
[Allocates(nameof(WriteAll), 9_800)]
[Allocates(nameof(RenewAll), 22_000)]
[Allocates(nameof(List), 18_000)]
[Allocates(nameof(Read), 4_900)]
public class SqliteStoreBenchmarks : StoreBenchmarks
{
    /// <inheritdoc/>
    protected override string Backend => Servers.Sqlite;
}
