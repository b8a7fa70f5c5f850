using Checkpointing.Conformance.Suites;

namespace Checkpointing.Abstractions.Tests.Memory;

public sealed class InMemoryConformance
{
    public sealed class Claims(InMemoryHarness harness) : ClaimsSuite(harness), IClassFixture<InMemoryHarness>;

    public sealed class Relinquish(InMemoryHarness harness) : RelinquishSuite(harness), IClassFixture<InMemoryHarness>;

    public sealed class Checkpoints(InMemoryHarness harness) : CheckpointsSuite(harness), IClassFixture<InMemoryHarness>;

    public sealed class Fencing(InMemoryHarness harness) : FencingSuite(harness), IClassFixture<InMemoryHarness>;

    public sealed class Rewind(InMemoryHarness harness) : RewindSuite(harness), IClassFixture<InMemoryHarness>;

    public sealed class Clock(InMemoryHarness harness) : ClockSuite(harness), IClassFixture<InMemoryHarness>;

    public sealed class Names(InMemoryHarness harness) : NamesSuite(harness), IClassFixture<InMemoryHarness>;

    public sealed class Listing(InMemoryHarness harness) : ListingSuite(harness), IClassFixture<InMemoryHarness>;

    public sealed class Requests(InMemoryHarness harness) : RequestsSuite(harness), IClassFixture<InMemoryHarness>;

    public sealed class Concurrency(InMemoryHarness harness) : ConcurrencySuite(harness), IClassFixture<InMemoryHarness>;

    public sealed class Cancellation(InMemoryHarness harness) : CancellationSuite(harness), IClassFixture<InMemoryHarness>;

    public sealed class Operators(InMemoryHarness harness) : OperatorsSuite(harness), IClassFixture<InMemoryHarness>;

    public sealed class Restart(InMemoryHarness harness) : RestartSuite(harness), IClassFixture<InMemoryHarness>;

    public sealed class Histories(InMemoryHarness harness) : HistoriesSuite(harness), IClassFixture<InMemoryHarness>;

    public sealed class DamagedRecords(InMemoryHarness harness) : DamagedRecordsSuite(harness), IClassFixture<InMemoryHarness>;

    public sealed class Formats(InMemoryHarness harness) : FormatsSuite(harness), IClassFixture<InMemoryHarness>;
}
