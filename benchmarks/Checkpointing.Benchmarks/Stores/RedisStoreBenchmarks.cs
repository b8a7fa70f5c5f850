using Servers = Harness.Servers.Backends;

namespace Checkpointing.Benchmarks.Stores;

/// <summary>Redis, with every write on disk before its answer.</summary>
[Allocates(nameof(WriteOne), 8_900)]
[Allocates(nameof(WriteAll), 47_000)]
[Allocates(nameof(RenewAll), 48_000)]
[Allocates(nameof(List), 47_000)]
[Allocates(nameof(Read), 8_500)]
public class RedisStoreBenchmarks : StoreBenchmarks
{
    /// <inheritdoc/>
    protected override string Backend => Servers.Redis;
}
