using Checkpointing.Conformance.Suites;

namespace Checkpointing.Moving.Tests.Pairs;

public sealed class BlobToPostgresConformance
{
    public sealed class Claims(BlobToPostgresHarness harness) : ClaimsSuite(harness), IClassFixture<BlobToPostgresHarness>;

    public sealed class Relinquish(BlobToPostgresHarness harness) : RelinquishSuite(harness), IClassFixture<BlobToPostgresHarness>;

    public sealed class Checkpoints(BlobToPostgresHarness harness) : CheckpointsSuite(harness), IClassFixture<BlobToPostgresHarness>;

    public sealed class Fencing(BlobToPostgresHarness harness) : FencingSuite(harness), IClassFixture<BlobToPostgresHarness>;

    public sealed class Rewind(BlobToPostgresHarness harness) : RewindSuite(harness), IClassFixture<BlobToPostgresHarness>;

    public sealed class Clock(BlobToPostgresHarness harness) : ClockSuite(harness), IClassFixture<BlobToPostgresHarness>;

    public sealed class Requests(BlobToPostgresHarness harness) : RequestsSuite(harness), IClassFixture<BlobToPostgresHarness>;

    public sealed class Concurrency(BlobToPostgresHarness harness) : ConcurrencySuite(harness), IClassFixture<BlobToPostgresHarness>;

    public sealed class Operators(BlobToPostgresHarness harness) : OperatorsSuite(harness), IClassFixture<BlobToPostgresHarness>;

    public sealed class Histories(BlobToPostgresHarness harness) : HistoriesSuite(harness), IClassFixture<BlobToPostgresHarness>;
}
