using Checkpointing.Conformance.Suites;

namespace Checkpointing.Redis.Tests;

/// <summary>The contract holds on the Java SDK's layout too, as long as no Java processor joins in; names are subject to its rules (RedisJedisTests).</summary>
public sealed class RedisJedisConformance
{
    public sealed class Claims(RedisJedisHarness harness) : ClaimsSuite(harness), IClassFixture<RedisJedisHarness>;

    public sealed class Relinquish(RedisJedisHarness harness) : RelinquishSuite(harness), IClassFixture<RedisJedisHarness>;

    public sealed class Checkpoints(RedisJedisHarness harness) : CheckpointsSuite(harness), IClassFixture<RedisJedisHarness>;

    public sealed class Fencing(RedisJedisHarness harness) : FencingSuite(harness), IClassFixture<RedisJedisHarness>;

    public sealed class Rewind(RedisJedisHarness harness) : RewindSuite(harness), IClassFixture<RedisJedisHarness>;

    public sealed class Clock(RedisJedisHarness harness) : ClockSuite(harness), IClassFixture<RedisJedisHarness>;

    public sealed class Listing(RedisJedisHarness harness) : ListingSuite(harness), IClassFixture<RedisJedisHarness>;

    public sealed class Requests(RedisJedisHarness harness) : RequestsSuite(harness), IClassFixture<RedisJedisHarness>;

    public sealed class Concurrency(RedisJedisHarness harness) : ConcurrencySuite(harness), IClassFixture<RedisJedisHarness>;

    public sealed class Cancellation(RedisJedisHarness harness) : CancellationSuite(harness), IClassFixture<RedisJedisHarness>;

    public sealed class Operators(RedisJedisHarness harness) : OperatorsSuite(harness), IClassFixture<RedisJedisHarness>;

    public sealed class Restart(RedisJedisHarness harness) : RestartSuite(harness), IClassFixture<RedisJedisHarness>;

    public sealed class Histories(RedisJedisHarness harness) : HistoriesSuite(harness), IClassFixture<RedisJedisHarness>;
}
