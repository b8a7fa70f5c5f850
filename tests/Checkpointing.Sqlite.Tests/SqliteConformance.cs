using Checkpointing.Conformance.Suites;

namespace Checkpointing.Sqlite.Tests;

public sealed class SqliteConformance
{
    public sealed class Claims(SqliteHarness harness) : ClaimsSuite(harness), IClassFixture<SqliteHarness>;

    public sealed class Relinquish(SqliteHarness harness) : RelinquishSuite(harness), IClassFixture<SqliteHarness>;

    public sealed class Checkpoints(SqliteHarness harness) : CheckpointsSuite(harness), IClassFixture<SqliteHarness>;

    public sealed class Fencing(SqliteHarness harness) : FencingSuite(harness), IClassFixture<SqliteHarness>;

    public sealed class Rewind(SqliteHarness harness) : RewindSuite(harness), IClassFixture<SqliteHarness>;

    public sealed class Clock(SqliteHarness harness) : ClockSuite(harness), IClassFixture<SqliteHarness>;

    public sealed class Names(SqliteHarness harness) : NamesSuite(harness), IClassFixture<SqliteHarness>;

    public sealed class Listing(SqliteHarness harness) : ListingSuite(harness), IClassFixture<SqliteHarness>;

    public sealed class Requests(SqliteHarness harness) : RequestsSuite(harness), IClassFixture<SqliteHarness>;

    public sealed class Concurrency(SqliteHarness harness) : ConcurrencySuite(harness), IClassFixture<SqliteHarness>;

    public sealed class Cancellation(SqliteHarness harness) : CancellationSuite(harness), IClassFixture<SqliteHarness>;

    public sealed class Operators(SqliteHarness harness) : OperatorsSuite(harness), IClassFixture<SqliteHarness>;

    public sealed class Restart(SqliteHarness harness) : RestartSuite(harness), IClassFixture<SqliteHarness>;

    public sealed class Histories(SqliteHarness harness) : HistoriesSuite(harness), IClassFixture<SqliteHarness>;

    public sealed class DamagedRecords(SqliteHarness harness) : DamagedRecordsSuite(harness), IClassFixture<SqliteHarness>;

    public sealed class Formats(SqliteHarness harness) : FormatsSuite(harness), IClassFixture<SqliteHarness>;
}
