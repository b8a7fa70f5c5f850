using Checkpointing.Conformance.Suites;

namespace Checkpointing.Postgres.Tests;

public sealed class PostgresConformance
{
    public sealed class Claims(PostgresHarness harness) : ClaimsSuite(harness), IClassFixture<PostgresHarness>;

    public sealed class Relinquish(PostgresHarness harness) : RelinquishSuite(harness), IClassFixture<PostgresHarness>;

    public sealed class Checkpoints(PostgresHarness harness) : CheckpointsSuite(harness), IClassFixture<PostgresHarness>;

    public sealed class Fencing(PostgresHarness harness) : FencingSuite(harness), IClassFixture<PostgresHarness>;

    public sealed class Rewind(PostgresHarness harness) : RewindSuite(harness), IClassFixture<PostgresHarness>;

    public sealed class Clock(PostgresHarness harness) : ClockSuite(harness), IClassFixture<PostgresHarness>;

    public sealed class Names(PostgresHarness harness) : NamesSuite(harness), IClassFixture<PostgresHarness>;

    public sealed class Listing(PostgresHarness harness) : ListingSuite(harness), IClassFixture<PostgresHarness>;

    public sealed class Requests(PostgresHarness harness) : RequestsSuite(harness), IClassFixture<PostgresHarness>;

    public sealed class Concurrency(PostgresHarness harness) : ConcurrencySuite(harness), IClassFixture<PostgresHarness>;

    public sealed class Cancellation(PostgresHarness harness) : CancellationSuite(harness), IClassFixture<PostgresHarness>;

    public sealed class Operators(PostgresHarness harness) : OperatorsSuite(harness), IClassFixture<PostgresHarness>;

    public sealed class Restart(PostgresHarness harness) : RestartSuite(harness), IClassFixture<PostgresHarness>;

    public sealed class Histories(PostgresHarness harness) : HistoriesSuite(harness), IClassFixture<PostgresHarness>;

    public sealed class Crash(PostgresHarness harness) : CrashSuite(harness), IClassFixture<PostgresHarness>;

    public sealed class Network(PostgresHarness harness) : NetworkSuite(harness), IClassFixture<PostgresHarness>;

    public sealed class RoundTrips(PostgresHarness harness) : RoundTripsSuite(harness), IClassFixture<PostgresHarness>;

    public sealed class DamagedRecords(PostgresHarness harness) : DamagedRecordsSuite(harness), IClassFixture<PostgresHarness>;

    public sealed class Formats(PostgresHarness harness) : FormatsSuite(harness), IClassFixture<PostgresHarness>;
}
