using Checkpointing.Conformance.Suites;

namespace Checkpointing.Moving.Tests.Pairs;

public sealed class SqlitePairConformance
{
    public sealed class Claims(SqlitePairHarness harness) : ClaimsSuite(harness), IClassFixture<SqlitePairHarness>;

    public sealed class Relinquish(SqlitePairHarness harness) : RelinquishSuite(harness), IClassFixture<SqlitePairHarness>;

    public sealed class Checkpoints(SqlitePairHarness harness) : CheckpointsSuite(harness), IClassFixture<SqlitePairHarness>;

    public sealed class Fencing(SqlitePairHarness harness) : FencingSuite(harness), IClassFixture<SqlitePairHarness>;

    public sealed class Rewind(SqlitePairHarness harness) : RewindSuite(harness), IClassFixture<SqlitePairHarness>;

    public sealed class Clock(SqlitePairHarness harness) : ClockSuite(harness), IClassFixture<SqlitePairHarness>;

    public sealed class Names(SqlitePairHarness harness) : NamesSuite(harness), IClassFixture<SqlitePairHarness>;

    public sealed class Listing(SqlitePairHarness harness) : ListingSuite(harness), IClassFixture<SqlitePairHarness>;

    public sealed class Requests(SqlitePairHarness harness) : RequestsSuite(harness), IClassFixture<SqlitePairHarness>;

    public sealed class Concurrency(SqlitePairHarness harness) : ConcurrencySuite(harness), IClassFixture<SqlitePairHarness>;

    public sealed class Cancellation(SqlitePairHarness harness) : CancellationSuite(harness), IClassFixture<SqlitePairHarness>;

    public sealed class Operators(SqlitePairHarness harness) : OperatorsSuite(harness), IClassFixture<SqlitePairHarness>;

    public sealed class Restart(SqlitePairHarness harness) : RestartSuite(harness), IClassFixture<SqlitePairHarness>;

    public sealed class Histories(SqlitePairHarness harness) : HistoriesSuite(harness), IClassFixture<SqlitePairHarness>;
}
