using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>Rule 5: after a takeover or a rewind the former owner's writes are refused.</summary>
public abstract class FencingSuite(StoreHarness harness) : ConformanceTest(harness)
{
    [Fact]
    public async Task After_a_takeover_the_former_owners_write_is_fenced()
    {
        PartitionOwnership former = await WinAsync("a");
        await WriteAsync(0, former.Epoch);
        await WriteAsync(1, former.Epoch);
        ICheckpointStore other = await OpenAsync();
        PartitionOwnership present = await WinAsync("b", (await OwnerAsync(store: other)).Version, store: other);

        (await WriteAsync(2, former.Epoch)).ShouldBe(CheckpointOutcome.Fenced);

        (await ReadAsync(store: other)).ShouldNotBeNull().SequenceNumber.ShouldBe(1);
        (await WriteAsync(2, present.Epoch, store: other)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_former_owner_that_never_wrote_is_fenced_too()
    {
        PartitionOwnership former = await WinAsync("a");
        ICheckpointStore other = await OpenAsync();
        await WinAsync("b", former.Version, store: other);

        (await WriteAsync(2, former.Epoch)).ShouldBe(CheckpointOutcome.Fenced);

        (await ReadAsync(store: other)).ShouldBeNull();
    }

    [Fact]
    public async Task Fencing_is_judged_before_staleness()
    {
        PartitionOwnership former = await WinAsync("a");
        await WriteAsync(10, former.Epoch);
        await WinAsync("b", former.Version, store: await OpenAsync());

        (await WriteAsync(5, former.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
    }

    [Fact]
    public async Task A_paused_twin_is_fenced_by_its_restarted_process()
    {
        PartitionOwnership paused = await WinAsync("a", instance: "start-1");
        await WriteAsync(0, paused.Epoch);
        await WriteAsync(1, paused.Epoch);
        ICheckpointStore restarted = await OpenAsync();
        PartitionOwnership again = await WinAsync("a", paused.Version, instance: "start-2", store: restarted);

        (await WriteAsync(2, paused.Epoch)).ShouldBe(CheckpointOutcome.Fenced);

        (await WriteAsync(2, again.Epoch, store: restarted)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_renewal_does_not_fence()
    {
        PartitionOwnership held = await WinAsync("a");
        await WinAsync("a", held.Version);

        (await WriteAsync(1, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_write_under_an_epoch_of_an_earlier_ownership_by_oneself_is_fenced()
    {
        PartitionOwnership earlier = await WinAsync("a");
        ICheckpointStore other = await OpenAsync();
        PartitionOwnership between = await WinAsync("b", earlier.Version, store: other);
        PartitionOwnership later = await WinAsync("a", between.Version);

        (await WriteAsync(1, earlier.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
        (await WriteAsync(1, later.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task A_write_under_an_epoch_that_nobody_was_given_is_fenced()
    {
        PartitionOwnership held = await WinAsync("a");

        (await WriteAsync(1, held.Epoch + 1)).ShouldBe(CheckpointOutcome.Fenced);
        (await WriteAsync(1, epoch: 0)).ShouldBe(CheckpointOutcome.Fenced);
    }

    [Fact]
    public async Task A_write_with_an_epoch_to_a_partition_nobody_owned_is_fenced_and_creates_nothing()
    {
        (await WriteAsync(1, epoch: 3)).ShouldBe(CheckpointOutcome.Fenced);

        (await ReadAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_write_without_an_epoch_to_a_partition_nobody_owned_is_accepted()
    {
        (await WriteAsync(1, epoch: 0)).ShouldBe(CheckpointOutcome.Written);
        (await WriteAsync(1, epoch: 0)).ShouldBe(CheckpointOutcome.Stale);

        (await ReadAsync()).ShouldNotBeNull().SequenceNumber.ShouldBe(1);
    }
}
