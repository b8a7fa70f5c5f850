using Checkpointing.Conformance.Suites;

namespace Checkpointing.Blob.Tests;

public sealed class BlobConformance
{
    public sealed class Claims(BlobHarness harness) : ClaimsSuite(harness), IClassFixture<BlobHarness>;

    public sealed class Relinquish(BlobHarness harness) : RelinquishSuite(harness), IClassFixture<BlobHarness>;

    public sealed class Checkpoints(BlobHarness harness) : CheckpointsSuite(harness), IClassFixture<BlobHarness>;

    public sealed class Fencing(BlobHarness harness) : FencingSuite(harness), IClassFixture<BlobHarness>;

    public sealed class Rewind(BlobHarness harness) : RewindSuite(harness), IClassFixture<BlobHarness>;

    public sealed class Clock(BlobHarness harness) : ClockSuite(harness), IClassFixture<BlobHarness>;

    public sealed class Names(BlobHarness harness) : NamesSuite(harness), IClassFixture<BlobHarness>;

    public sealed class Listing(BlobHarness harness) : ListingSuite(harness), IClassFixture<BlobHarness>;

    public sealed class Requests(BlobHarness harness) : RequestsSuite(harness), IClassFixture<BlobHarness>;

    public sealed class Concurrency(BlobHarness harness) : ConcurrencySuite(harness), IClassFixture<BlobHarness>;

    public sealed class Cancellation(BlobHarness harness) : CancellationSuite(harness), IClassFixture<BlobHarness>;

    public sealed class Operators(BlobHarness harness) : OperatorsSuite(harness), IClassFixture<BlobHarness>;

    public sealed class Restart(BlobHarness harness) : RestartSuite(harness), IClassFixture<BlobHarness>;

    public sealed class Histories(BlobHarness harness) : HistoriesSuite(harness), IClassFixture<BlobHarness>;

    public sealed class Network(BlobHarness harness) : NetworkSuite(harness), IClassFixture<BlobHarness>;

    public sealed class Crash(BlobHarness harness) : CrashSuite(harness), IClassFixture<BlobHarness>;

    public sealed class RoundTrips(BlobHarness harness) : RoundTripsSuite(harness), IClassFixture<BlobHarness>;

    public sealed class DamagedRecords(BlobHarness harness) : DamagedRecordsSuite(harness), IClassFixture<BlobHarness>;

    public sealed class Formats(BlobHarness harness) : FormatsSuite(harness), IClassFixture<BlobHarness>;
}
