using Servers = Harness.Servers.Backends;

namespace Checkpointing.Benchmarks.Stores;

/// <summary>Redis, with every write on disk before its answer.</summary>
[Allocates(nameof(WriteOne), 9_800)]
[Allocates(nameof(WriteAll), 54_000)]
[Allocates(nameof(RenewAll), 54_000)]
[Allocates(nameof(List), 52_000)]
[Allocates(nameof(Read), 9_300)]
public class RedisStoreBenchmarks : StoreBenchmarks
{
    /// <inheritdoc/>
    protected override string Backend => Servers.Redis;
}
