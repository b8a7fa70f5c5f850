using Checkpointing.Conformance.Suites;

namespace Checkpointing.Postgres.Tests;

/// <summary>The suites that show whether statements and transactions hold together when each may run on another connection.</summary>
public sealed class PgBouncerConformance
{
    public sealed class Claims(PgBouncerHarness harness) : ClaimsSuite(harness), IClassFixture<PgBouncerHarness>;

    public sealed class Checkpoints(PgBouncerHarness harness) : CheckpointsSuite(harness), IClassFixture<PgBouncerHarness>;

    public sealed class Fencing(PgBouncerHarness harness) : FencingSuite(harness), IClassFixture<PgBouncerHarness>;

    public sealed class Rewind(PgBouncerHarness harness) : RewindSuite(harness), IClassFixture<PgBouncerHarness>;

    public sealed class Requests(PgBouncerHarness harness) : RequestsSuite(harness), IClassFixture<PgBouncerHarness>;

    public sealed class Concurrency(PgBouncerHarness harness) : ConcurrencySuite(harness), IClassFixture<PgBouncerHarness>;

    public sealed class Cancellation(PgBouncerHarness harness) : CancellationSuite(harness), IClassFixture<PgBouncerHarness>;

    public sealed class Operators(PgBouncerHarness harness) : OperatorsSuite(harness), IClassFixture<PgBouncerHarness>;

    public sealed class Histories(PgBouncerHarness harness) : HistoriesSuite(harness), IClassFixture<PgBouncerHarness>;
}
