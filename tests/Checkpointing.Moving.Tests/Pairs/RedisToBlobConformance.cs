using Checkpointing.Conformance.Suites;

namespace Checkpointing.Moving.Tests.Pairs;

public sealed class RedisToBlobConformance
{
    public sealed class Claims(RedisToBlobHarness harness) : ClaimsSuite(harness), IClassFixture<RedisToBlobHarness>;

    public sealed class Relinquish(RedisToBlobHarness harness) : RelinquishSuite(harness), IClassFixture<RedisToBlobHarness>;

    public sealed class Checkpoints(RedisToBlobHarness harness) : CheckpointsSuite(harness), IClassFixture<RedisToBlobHarness>;

    public sealed class Fencing(RedisToBlobHarness harness) : FencingSuite(harness), IClassFixture<RedisToBlobHarness>;

    public sealed class Rewind(RedisToBlobHarness harness) : RewindSuite(harness), IClassFixture<RedisToBlobHarness>;

    public sealed class Requests(RedisToBlobHarness harness) : RequestsSuite(harness), IClassFixture<RedisToBlobHarness>;

    public sealed class Concurrency(RedisToBlobHarness harness) : ConcurrencySuite(harness), IClassFixture<RedisToBlobHarness>;
}
