using Checkpointing.Conformance.Suites;

namespace Checkpointing.Redis.Tests;

public sealed class RedisClusterConformance
{
    public sealed class Claims(RedisClusterHarness harness) : ClaimsSuite(harness), IClassFixture<RedisClusterHarness>;

    public sealed class Relinquish(RedisClusterHarness harness) : RelinquishSuite(harness), IClassFixture<RedisClusterHarness>;

    public sealed class Checkpoints(RedisClusterHarness harness) : CheckpointsSuite(harness), IClassFixture<RedisClusterHarness>;

    public sealed class Fencing(RedisClusterHarness harness) : FencingSuite(harness), IClassFixture<RedisClusterHarness>;

    public sealed class Rewind(RedisClusterHarness harness) : RewindSuite(harness), IClassFixture<RedisClusterHarness>;

    public sealed class Clock(RedisClusterHarness harness) : ClockSuite(harness), IClassFixture<RedisClusterHarness>;

    public sealed class Names(RedisClusterHarness harness) : NamesSuite(harness), IClassFixture<RedisClusterHarness>;

    public sealed class Listing(RedisClusterHarness harness) : ListingSuite(harness), IClassFixture<RedisClusterHarness>;

    public sealed class Concurrency(RedisClusterHarness harness) : ConcurrencySuite(harness), IClassFixture<RedisClusterHarness>;

    public sealed class Cancellation(RedisClusterHarness harness) : CancellationSuite(harness), IClassFixture<RedisClusterHarness>;

    public sealed class Operators(RedisClusterHarness harness) : OperatorsSuite(harness), IClassFixture<RedisClusterHarness>;

    public sealed class Restart(RedisClusterHarness harness) : RestartSuite(harness), IClassFixture<RedisClusterHarness>;

    public sealed class Histories(RedisClusterHarness harness) : HistoriesSuite(harness), IClassFixture<RedisClusterHarness>;
}
