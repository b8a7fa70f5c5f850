using Checkpointing.Conformance.Suites;

namespace Checkpointing.Cosmos.Tests;

public sealed class CosmosConformance
{
    public sealed class Claims(CosmosHarness harness) : ClaimsSuite(harness), IClassFixture<CosmosHarness>;

    public sealed class Relinquish(CosmosHarness harness) : RelinquishSuite(harness), IClassFixture<CosmosHarness>;

    public sealed class Checkpoints(CosmosHarness harness) : CheckpointsSuite(harness), IClassFixture<CosmosHarness>;

    public sealed class Fencing(CosmosHarness harness) : FencingSuite(harness), IClassFixture<CosmosHarness>;

    public sealed class Rewind(CosmosHarness harness) : RewindSuite(harness), IClassFixture<CosmosHarness>;

    public sealed class Clock(CosmosHarness harness) : ClockSuite(harness), IClassFixture<CosmosHarness>;

    public sealed class Names(CosmosHarness harness) : NamesSuite(harness), IClassFixture<CosmosHarness>;

    public sealed class Listing(CosmosHarness harness) : ListingSuite(harness), IClassFixture<CosmosHarness>;

    public sealed class Requests(CosmosHarness harness) : RequestsSuite(harness), IClassFixture<CosmosHarness>;

    public sealed class Concurrency(CosmosHarness harness) : ConcurrencySuite(harness), IClassFixture<CosmosHarness>;

    public sealed class Cancellation(CosmosHarness harness) : CancellationSuite(harness), IClassFixture<CosmosHarness>;

    public sealed class Operators(CosmosHarness harness) : OperatorsSuite(harness), IClassFixture<CosmosHarness>;

    public sealed class Restart(CosmosHarness harness) : RestartSuite(harness), IClassFixture<CosmosHarness>;

    public sealed class Histories(CosmosHarness harness) : HistoriesSuite(harness), IClassFixture<CosmosHarness>;

    public sealed class Crash(CosmosHarness harness) : CrashSuite(harness), IClassFixture<CosmosHarness>;

    public sealed class Network(CosmosHarness harness) : NetworkSuite(harness), IClassFixture<CosmosHarness>;

    public sealed class RoundTrips(CosmosHarness harness) : RoundTripsSuite(harness), IClassFixture<CosmosHarness>;

    public sealed class DamagedRecords(CosmosHarness harness) : DamagedRecordsSuite(harness), IClassFixture<CosmosHarness>;

    public sealed class Formats(CosmosHarness harness) : FormatsSuite(harness), IClassFixture<CosmosHarness>;
}
