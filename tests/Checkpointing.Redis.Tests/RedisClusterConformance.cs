using Checkpointing.Conformance.Suites;

namespace Checkpointing.Redis.Tests;

/// <summary>The contract on a cluster. One cluster serves all suites, one after another.</summary>
public sealed class RedisClusterConformance
{
    [CollectionDefinition(nameof(RedisClusterConformance))]
    public sealed class Cluster : ICollectionFixture<RedisClusterHarness>;

    [Collection(nameof(RedisClusterConformance))]
    public sealed class Claims(RedisClusterHarness harness) : ClaimsSuite(harness);

    [Collection(nameof(RedisClusterConformance))]
    public sealed class Relinquish(RedisClusterHarness harness) : RelinquishSuite(harness);

    [Collection(nameof(RedisClusterConformance))]
    public sealed class Checkpoints(RedisClusterHarness harness) : CheckpointsSuite(harness);

    [Collection(nameof(RedisClusterConformance))]
    public sealed class Fencing(RedisClusterHarness harness) : FencingSuite(harness);

    [Collection(nameof(RedisClusterConformance))]
    public sealed class Rewind(RedisClusterHarness harness) : RewindSuite(harness);

    [Collection(nameof(RedisClusterConformance))]
    public sealed class Clock(RedisClusterHarness harness) : ClockSuite(harness);

    [Collection(nameof(RedisClusterConformance))]
    public sealed class Names(RedisClusterHarness harness) : NamesSuite(harness);

    [Collection(nameof(RedisClusterConformance))]
    public sealed class Listing(RedisClusterHarness harness) : ListingSuite(harness);

    [Collection(nameof(RedisClusterConformance))]
    public sealed class Requests(RedisClusterHarness harness) : RequestsSuite(harness);

    [Collection(nameof(RedisClusterConformance))]
    public sealed class Concurrency(RedisClusterHarness harness) : ConcurrencySuite(harness);

    [Collection(nameof(RedisClusterConformance))]
    public sealed class Cancellation(RedisClusterHarness harness) : CancellationSuite(harness);

    [Collection(nameof(RedisClusterConformance))]
    public sealed class Operators(RedisClusterHarness harness) : OperatorsSuite(harness);

    [Collection(nameof(RedisClusterConformance))]
    public sealed class Restart(RedisClusterHarness harness) : RestartSuite(harness);

    [Collection(nameof(RedisClusterConformance))]
    public sealed class Histories(RedisClusterHarness harness) : HistoriesSuite(harness);
}
