using Checkpointing.Conformance.Suites;

namespace Checkpointing.Moving.Tests.Pairs;

public sealed class MemoryPairConformance
{
    public sealed class Claims(MemoryPairHarness harness) : ClaimsSuite(harness), IClassFixture<MemoryPairHarness>;

    public sealed class Relinquish(MemoryPairHarness harness) : RelinquishSuite(harness), IClassFixture<MemoryPairHarness>;

    public sealed class Checkpoints(MemoryPairHarness harness) : CheckpointsSuite(harness), IClassFixture<MemoryPairHarness>;

    public sealed class Fencing(MemoryPairHarness harness) : FencingSuite(harness), IClassFixture<MemoryPairHarness>;

    public sealed class Rewind(MemoryPairHarness harness) : RewindSuite(harness), IClassFixture<MemoryPairHarness>;

    public sealed class Clock(MemoryPairHarness harness) : ClockSuite(harness), IClassFixture<MemoryPairHarness>;

    public sealed class Names(MemoryPairHarness harness) : NamesSuite(harness), IClassFixture<MemoryPairHarness>;

    public sealed class Listing(MemoryPairHarness harness) : ListingSuite(harness), IClassFixture<MemoryPairHarness>;

    public sealed class Requests(MemoryPairHarness harness) : RequestsSuite(harness), IClassFixture<MemoryPairHarness>;

    public sealed class Concurrency(MemoryPairHarness harness) : ConcurrencySuite(harness), IClassFixture<MemoryPairHarness>;

    public sealed class Cancellation(MemoryPairHarness harness) : CancellationSuite(harness), IClassFixture<MemoryPairHarness>;

    public sealed class Operators(MemoryPairHarness harness) : OperatorsSuite(harness), IClassFixture<MemoryPairHarness>;

    public sealed class Histories(MemoryPairHarness harness) : HistoriesSuite(harness), IClassFixture<MemoryPairHarness>;
}
