using Azure.Messaging.EventHubs.Primitives;
using Checkpointing;
using Checkpointing.Conformance;
using Checkpointing.Memory;
using Checkpointing.Processor;
using Processor.Tests.Support;

namespace Processor.Tests.Driven;

public sealed class OwnershipTests
{
    private readonly DrivenProcessor _driven = new(configure: options => options.HandoverTimeout = TimeSpan.Zero);

    private TestProcessor Processor => _driven.Processor;

    private ControlledStore Store => _driven.Store;

    [Theory]
    [InlineData(-10)]
    [InlineData(10)]
    public async Task The_SDK_gets_times_by_its_own_clock_whatever_clock_the_processor_was_given(int minutes)
    {
        var shifted = new ShiftedClock(TimeSpan.FromMinutes(minutes));
        var store = new InMemoryCheckpointStore(shifted);
        await store.ClaimOwnershipAsync(TestProcessor.TheGroup, [new OwnershipClaim("0", "other", "x", null)], default);
        var processor = new TestProcessor(store, new CheckpointingProcessorOptions { Identifier = "me", TimeProvider = shifted });
        DateTimeOffset shown = (await processor.ListAsync()).Single().LastModifiedTime;
        (DateTimeOffset.UtcNow - shown).ShouldBeInRange(TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(1), "the record is fresh, and the SDK has to see that");
    }

    [Fact]
    public async Task An_empty_claim_costs_no_call()
    {
        (await Processor.ClaimAsync([])).ShouldBeEmpty();
        Store.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Records_carry_the_names_in_the_callers_casing()
    {
        EventProcessorPartitionOwnership record = (await Processor.ClaimNewAsync("0")).Single();
        (record.FullyQualifiedNamespace, record.EventHubName, record.ConsumerGroup).ShouldBe(("test.servicebus.windows.net", "Orders", "$Default"));
        (record.PartitionId, record.OwnerIdentifier).ShouldBe(("0", "me"));
        record.Version.ShouldNotBeNullOrEmpty();
        record.LastModifiedTime.ShouldBe(DateTimeOffset.UnixEpoch, "the SDK is to ask for its renewal at each tick");
    }

    [Fact]
    public async Task The_desired_ownership_is_enumerated_once()
    {
        int enumerations = 0;
        await Processor.ClaimAsync(Lazy());
        enumerations.ShouldBe(1);

        IEnumerable<EventProcessorPartitionOwnership> Lazy()
        {
            enumerations++;
            yield return Processor.Wish("0", null);
        }
    }

    [Fact]
    public async Task A_lost_claim_is_missing_from_the_answer()
    {
        await _driven.Make("other").ClaimNewAsync("0");
        (await Processor.ClaimAsync([Processor.Wish("0", null), Processor.Wish("1", null)])).Single().PartitionId.ShouldBe("1");
    }

    [Fact]
    public async Task A_version_won_in_a_call_that_then_failed_is_not_lost()
    {
        EventProcessorPartitionOwnership[] owned = await Processor.ClaimNewAsync("0", "1");
        Store.After = operation => operation == StoreOperation.ClaimOwnership ? throw ControlledStore.Fault(operation) : Task.CompletedTask;
        Task<EventProcessorPartitionOwnership[]> failing = Processor.RenewAsync(owned);
        await _driven.AdvanceUntilAsync(() => failing.IsCompleted, OwnershipPause, "the failing renewal");
        await Should.ThrowAsync<CheckpointStoreException>(failing);
        Store.After = _ => Task.CompletedTask;

        EventProcessorPartitionOwnership[] renewed = await Processor.RenewAsync(owned);

        renewed.Select(record => record.PartitionId).Order().ShouldBe(["0", "1"]);
        (await Processor.RenewAsync(renewed)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_release_after_a_failed_renewal_still_releases()
    {
        EventProcessorPartitionOwnership[] owned = await Processor.ClaimNewAsync("0");
        Store.After = operation => operation == StoreOperation.ClaimOwnership ? throw ControlledStore.Fault(operation) : Task.CompletedTask;
        Task<EventProcessorPartitionOwnership[]> failing = Processor.RenewAsync(owned);
        await _driven.AdvanceUntilAsync(() => failing.IsCompleted, OwnershipPause, "the failing renewal");
        await Should.ThrowAsync<CheckpointStoreException>(failing);
        Store.After = _ => Task.CompletedTask;
        await Processor.RelinquishAsync(owned);
        (await Processor.ListAsync()).Single().OwnerIdentifier.ShouldBe("");
    }

    [Fact]
    public async Task A_fault_on_one_renewal_keeps_that_partition_and_is_reported()
    {
        EventProcessorPartitionOwnership[] owned = await Processor.ClaimNewAsync("0", "1");
        Store.Claimed = results => new PartitionResults<PartitionOwnership>(
            [.. results.Items.Where(record => record.PartitionId != "1")], [ControlledStore.Fault(StoreOperation.ClaimOwnership, "1")]);
        EventProcessorPartitionOwnership[] renewed = await Processor.RenewAsync(owned);
        renewed.Select(record => record.PartitionId).Order().ShouldBe(["0", "1"]);
        renewed.Single(record => record.PartitionId == "1").Version.ShouldBe(owned.Single(record => record.PartitionId == "1").Version);
        await Eventually.UntilAsync(() => Processor.Errors.Count == 1, "the report");
    }

    [Fact]
    public async Task A_fault_on_a_new_claim_is_no_ownership()
    {
        Store.Claimed = _ => new PartitionResults<PartitionOwnership>([], [ControlledStore.Fault(StoreOperation.ClaimOwnership, "0")]);
        (await Processor.ClaimAsync([Processor.Wish("0", null)])).ShouldBeEmpty();
        await Eventually.UntilAsync(() => Processor.Errors.Count == 1, "the report");
    }

    [Fact]
    public async Task Another_owners_newer_version_is_not_overwritten_by_what_was_held_before()
    {
        EventProcessorPartitionOwnership[] owned = await Processor.ClaimNewAsync("0");
        TestProcessor other = _driven.MakeThief();
        await other.ClaimNewAsync("0");
        (await Processor.RenewAsync(owned)).ShouldBeEmpty();
        EventProcessorPartitionOwnership[] stolenBack = await Processor.ClaimNewAsync("0");
        stolenBack.Single().OwnerIdentifier.ShouldBe("me");
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_is_reported_once_and_claimed_by_nobody()
    {
        await Processor.ClaimNewAsync("0");
        Store.Listed = results => new PartitionResults<PartitionOwnership>(results.Items, [ControlledStore.Fault(StoreOperation.ListOwnership, "1", isTransient: false)]);
        (await Processor.ListAsync()).Single().PartitionId.ShouldBe("0");
        (await Processor.ListAsync()).Single().PartitionId.ShouldBe("0");
        await Eventually.UntilAsync(() => Processor.Errors.Count > 0, "the report");
        Processor.Errors.Count.ShouldBe(1);
        int calls = Store.Calls.Length;
        (await Processor.ClaimAsync([Processor.Wish("1", null)])).ShouldBeEmpty();
        Store.Calls.Length.ShouldBe(calls, "nothing may be written over a record that cannot be read");
    }

    [Fact]
    public async Task A_store_that_hangs_is_given_up_at_the_time_limit()
    {
        Store.Before = _ => new TaskCompletionSource().Task;
        Task<EventProcessorPartitionOwnership[]> list = Processor.ListAsync();
        await _driven.Clock.WhenArmedAsync();
        _driven.Clock.Advance(TimeSpan.FromSeconds(19));
        list.IsCompleted.ShouldBeFalse();
        await _driven.AdvanceUntilAsync(() => list.IsCompleted, TimeSpan.FromSeconds(1), "the time limit");
        (await Should.ThrowAsync<CheckpointStoreException>(list)).IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task Failing_calls_answer_more_and_more_slowly()
    {
        Store.Before = operation => throw ControlledStore.Fault(operation);
        TimeSpan[] pauses = new TimeSpan[8];
        for (int failure = 0; failure < pauses.Length; failure++)
        {
            DateTimeOffset start = _driven.Clock.GetUtcNow();
            Task<EventProcessorPartitionOwnership[]> list = Processor.ListAsync();
            await _driven.AdvanceUntilAsync(() => list.IsCompleted, TimeSpan.FromMilliseconds(failure < 2 ? 25 : 250), "a failing list");
            await Should.ThrowAsync<CheckpointStoreException>(list);
            pauses[failure] = _driven.Clock.GetUtcNow() - start;
        }

        pauses[0].ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(50));
        pauses[7].ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(2.5));
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_the_pause_after_a_failure()
    {
        Store.Before = operation => throw ControlledStore.Fault(operation);
        using var stop = new CancellationTokenSource();
        Task<EventProcessorPartitionOwnership[]> list = Processor.ListAsync(stop.Token);
        await _driven.Clock.WhenArmedAsync();
        await stop.CancelAsync();
        await Should.ThrowAsync<CheckpointStoreException>(list);
    }

    private static TimeSpan OwnershipPause => TimeSpan.FromMilliseconds(100);
}
