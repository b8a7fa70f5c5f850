using Checkpointing.Conformance.Suites;

namespace Checkpointing.Redis.Tests;

public sealed class RedisConformance
{
    public sealed class Claims(RedisHarness harness) : ClaimsSuite(harness), IClassFixture<RedisHarness>;

    public sealed class Relinquish(RedisHarness harness) : RelinquishSuite(harness), IClassFixture<RedisHarness>;

    public sealed class Checkpoints(RedisHarness harness) : CheckpointsSuite(harness), IClassFixture<RedisHarness>;

    public sealed class Fencing(RedisHarness harness) : FencingSuite(harness), IClassFixture<RedisHarness>;

    public sealed class Rewind(RedisHarness harness) : RewindSuite(harness), IClassFixture<RedisHarness>;

    public sealed class Clock(RedisHarness harness) : ClockSuite(harness), IClassFixture<RedisHarness>;

    public sealed class Names(RedisHarness harness) : NamesSuite(harness), IClassFixture<RedisHarness>;

    public sealed class Listing(RedisHarness harness) : ListingSuite(harness), IClassFixture<RedisHarness>;

    public sealed class Requests(RedisHarness harness) : RequestsSuite(harness), IClassFixture<RedisHarness>;

    public sealed class Concurrency(RedisHarness harness) : ConcurrencySuite(harness), IClassFixture<RedisHarness>;

    public sealed class Cancellation(RedisHarness harness) : CancellationSuite(harness), IClassFixture<RedisHarness>;

    public sealed class Operators(RedisHarness harness) : OperatorsSuite(harness), IClassFixture<RedisHarness>;

    public sealed class Restart(RedisHarness harness) : RestartSuite(harness), IClassFixture<RedisHarness>;

    public sealed class Histories(RedisHarness harness) : HistoriesSuite(harness), IClassFixture<RedisHarness>;

    public sealed class Crash(RedisHarness harness) : CrashSuite(harness), IClassFixture<RedisHarness>;

    public sealed class Network(RedisHarness harness) : NetworkSuite(harness), IClassFixture<RedisHarness>;

    public sealed class RoundTrips(RedisHarness harness) : RoundTripsSuite(harness), IClassFixture<RedisHarness>;

    public sealed class DamagedRecords(RedisHarness harness) : DamagedRecordsSuite(harness), IClassFixture<RedisHarness>;

    public sealed class Formats(RedisHarness harness) : FormatsSuite(harness), IClassFixture<RedisHarness>;
}
