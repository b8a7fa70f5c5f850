using Azure.Messaging.EventHubs.Primitives;
using Checkpointing;
using Checkpointing.Conformance;
using Checkpointing.Processor;
using Processor.Tests.Support;

namespace Processor.Tests.Driven;

/// <summary>The SDK's balancer ticks often; the store is asked only for what is due.</summary>
public sealed class TickTests
{
    private static readonly TimeSpan Tick = CheckpointingProcessorOptions.DefaultOwnershipWatchInterval;

    private readonly DrivenProcessor _driven = new();

    private TestProcessor Processor => _driven.Processor;

    private ManualTimeProvider Clock => _driven.Clock;

    [Fact]
    public async Task What_is_held_is_renewed_once_in_an_interval_and_all_in_one_call()
    {
        EventProcessorPartitionOwnership[] owned = await Processor.ClaimNewAsync("0", "1", "2");
        int before = Calls("claim");
        for (TimeSpan passed = TimeSpan.Zero; passed < TimeSpan.FromSeconds(90); passed += Tick)
        {
            owned = await Processor.TickAsync(owned);
            owned.Length.ShouldBe(3);
            Clock.Advance(Tick);
        }

        (Calls("claim") - before).ShouldBeInRange(2, 3);
        _driven.Store.Calls[^1].ShouldBe("claim 0,1,2");
    }

    [Fact]
    public async Task Renewals_go_on_when_the_clock_of_the_machine_is_put_back()
    {
        EventProcessorPartitionOwnership[] owned = await Processor.ClaimNewAsync("0");
        owned.Single().LastModifiedTime.ShouldBe(DateTimeOffset.UnixEpoch, "the SDK passes on what is older than its interval by the time of day");
        int before = Calls("claim");
        Clock.Advance(TimeSpan.FromSeconds(30));
        await Processor.TickAsync(owned);
        (Calls("claim") - before).ShouldBe(1);
    }

    [Fact]
    public async Task A_list_serves_for_a_burst_of_claims_and_knows_what_was_won_since()
    {
        await Processor.ListAsync();
        int before = Calls("list");
        foreach (string partitionId in (string[])["0", "1", "2", "3"])
        {
            await Processor.ClaimAsync([Processor.Wish(partitionId, null)]);
            (await Processor.ListAtOnceAsync()).Select(record => record.PartitionId).ShouldContain(partitionId);
            Clock.Advance(TimeSpan.FromMilliseconds(15));
        }

        Calls("list").ShouldBe(before);
    }

    [Fact]
    public async Task A_lost_claim_makes_the_next_list_a_new_one()
    {
        await Processor.ListAsync();
        await _driven.MakeThief().ClaimNewAsync("0");
        int before = Calls("list");
        (await Processor.ClaimAsync([Processor.Wish("0", null)])).ShouldBeEmpty();
        (await Processor.ListAtOnceAsync()).Single().OwnerIdentifier.ShouldBe("thief");
        Calls("list").ShouldBe(before + 1);
    }

    [Fact]
    public async Task A_store_that_holds_no_requests_is_listed_once_in_an_interval()
    {
        _driven.Store.HoldsRequests = false;
        TestProcessor processor = _driven.Make("other");
        int before = Calls("list");
        for (TimeSpan passed = TimeSpan.Zero; passed < TimeSpan.FromSeconds(90); passed += Tick)
        {
            await processor.ListAsync();
        }

        (Calls("list") - before).ShouldBeInRange(3, 4);
    }

    /// <remarks>A pair of stores notes a request also where the owner's has no room for it; then no list shows it.</remarks>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_partition_of_a_live_owner_is_asked_for_once_and_taken_when_the_owner_does_not_answer(bool isShown)
    {
        _driven.Store.Listed = results => isShown ? results : results with { Items = [.. results.Items.Select(record => record with { RequestedBy = null, RequestedAt = null })] };
        await _driven.Make("owner").ClaimNewAsync("0", "1");
        await Processor.ListAsync();
        EventProcessorPartitionOwnership wish = Wish();
        (await ClaimAsync(wish)).ShouldBeEmpty();
        (await ClaimAsync(wish)).ShouldBeEmpty();
        Calls("request").ShouldBe(1);
        (await _driven.Memory.ListOwnershipAsync(TestProcessor.TheGroup, default)).Items.Count(record => record.RequestedBy == "me").ShouldBe(1);

        Clock.Advance(CheckpointingProcessorOptions.DefaultHandoverTimeout);
        await Processor.ListAsync();
        (await ClaimAsync(Wish())).Single().OwnerIdentifier.ShouldBe("me");

        EventProcessorPartitionOwnership Wish() => Processor.Wish("0", _driven.Memory.ListOwnershipAsync(TestProcessor.TheGroup, default).GetAwaiter().GetResult()
            .Items.Single(record => record.PartitionId == "0").Version);
    }

    [Fact]
    public async Task A_partition_that_came_and_went_since_it_was_asked_for_is_asked_for_anew()
    {
        TestProcessor owner = _driven.Make("owner");
        EventProcessorPartitionOwnership[] owned = await owner.ClaimNewAsync("0", "1", "2");
        (await ClaimAsync(await WishAsync("0"))).ShouldBeEmpty();
        await owner.RelinquishAsync(owned.Single(record => record.PartitionId == "0"));
        EventProcessorPartitionOwnership[] mine = await ClaimAsync(await WishAsync("0"));
        await Processor.RelinquishAsync(mine);
        await owner.ClaimNewAsync("0");
        Clock.Advance(CheckpointingProcessorOptions.DefaultHandoverTimeout);

        (await ClaimAsync(await WishAsync("0"))).ShouldBeEmpty("its owner lives, and was not asked since it has it");
        Calls("request").ShouldBe(2);
    }

    [Fact]
    public async Task A_partition_that_was_asked_for_when_shares_were_uneven_some_time_ago_is_asked_for_anew()
    {
        TestProcessor owner = _driven.Make("owner");
        EventProcessorPartitionOwnership[] owned = await owner.ClaimNewAsync("0", "1", "2");
        (await ClaimAsync(await WishAsync("0"))).ShouldBeEmpty();
        for (int interval = 0; interval < 10; interval++)
        {
            // The shares are even meanwhile, and nobody wishes for anything.
            owned = await owner.RenewAsync(owned);
            await Processor.ListAsync();
        }

        (await ClaimAsync(await WishAsync("0"))).ShouldBeEmpty("its owner lives, and has forgotten what was asked five minutes ago");
        Calls("request").ShouldBe(2);
    }

    [Fact]
    public async Task Requests_that_fail_are_repeated_more_and_more_slowly_and_told_once_in_an_interval()
    {
        await _driven.Make("owner").ClaimNewAsync("0", "1");
        EventProcessorPartitionOwnership wish = await WishAsync("0");
        _driven.Store.Before = operation => operation == StoreOperation.RequestOwnership ? throw ControlledStore.Fault(operation) : Task.CompletedTask;
        DateTimeOffset start = Clock.GetUtcNow();
        await Should.ThrowAsync<CheckpointStoreException>(() => ClaimAsync(wish));
        for (int attempt = 0; attempt < 5; attempt++)
        {
            (await ClaimAsync(wish)).ShouldBeEmpty();
        }

        (Clock.GetUtcNow() - start).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(2), "the SDK comes back after 15 milliseconds");
    }

    [Fact]
    public async Task No_more_is_asked_for_than_makes_the_shares_even()
    {
        string[] all = ["0", "1", "2", "3", "4", "5", "6", "7"];
        await _driven.Make("owner").ClaimNewAsync(all);
        foreach (string partitionId in all)
        {
            EventProcessorPartitionOwnership listed = (await Processor.ListAsync()).Single(record => record.PartitionId == partitionId);
            (await ClaimAsync(Processor.Wish(partitionId, listed.Version))).ShouldBeEmpty();
        }

        Calls("request").ShouldBe(4);
    }

    [Fact]
    public async Task A_partition_that_was_given_up_for_somebody_is_left_to_that_one_for_a_while()
    {
        TestProcessor owner = _driven.Make("owner");
        EventProcessorPartitionOwnership[] owned = await owner.ClaimNewAsync("0", "1", "2", "3");
        await _driven.Memory.RequestOwnershipAsync(TestProcessor.TheGroup, [new OwnershipRequest("0", "owner", "first")], default);
        await owner.RelinquishAsync(owned.Single(record => record.PartitionId == "0"));
        EventProcessorPartitionOwnership free = (await Processor.ListAsync()).Single(record => record.PartitionId == "0");
        (await ClaimAsync(Processor.Wish("0", free.Version))).ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromSeconds(2));
        (await ClaimAsync(Processor.Wish("0", free.Version))).Single().OwnerIdentifier.ShouldBe("me");
    }

    [Fact]
    public async Task A_partition_that_was_given_up_for_somebody_who_has_its_share_by_now_is_free()
    {
        TestProcessor owner = _driven.Make("owner");
        EventProcessorPartitionOwnership[] owned = await owner.ClaimNewAsync("0", "1");
        await _driven.Memory.RequestOwnershipAsync(TestProcessor.TheGroup, [new OwnershipRequest("0", "owner", "first")], default);
        await owner.RelinquishAsync(owned.Single(record => record.PartitionId == "0"));
        await _driven.Make("first").ClaimNewAsync("2");
        EventProcessorPartitionOwnership free = (await Processor.ListAsync()).Single(record => record.PartitionId == "0");
        (await ClaimAsync(Processor.Wish("0", free.Version))).Single().OwnerIdentifier.ShouldBe("me");
    }

    [Fact]
    public async Task An_owner_hands_nothing_over_to_one_that_has_as_much_by_now()
    {
        EventProcessorPartitionOwnership[] owned = await Processor.ClaimNewAsync("0");
        await _driven.Make("other").ClaimNewAsync("1");
        await _driven.Memory.RequestOwnershipAsync(TestProcessor.TheGroup, [new OwnershipRequest("0", "me", "other")], default);
        await Processor.ListAsync();
        (await Processor.TickAsync(owned)).Single().PartitionId.ShouldBe("0");
        _driven.Store.Calls.ShouldNotContain(call => call.StartsWith("release"));
    }

    [Fact]
    public async Task An_owner_that_is_asked_for_a_sign_of_life_renews_once()
    {
        EventProcessorPartitionOwnership[] owned = await Processor.ClaimNewAsync("0");
        await _driven.Memory.RequestOwnershipAsync(TestProcessor.TheGroup, [new OwnershipRequest("0", "me", "me")], default);
        int before = Calls("claim");
        for (int tick = 0; tick < 5; tick++)
        {
            await Processor.ListAsync();
            await Processor.TickAsync(owned);
        }

        (Calls("claim") - before).ShouldBe(1);
    }

    [Fact]
    public async Task Records_of_another_live_process_of_the_same_name_are_not_taken_for_ones_own()
    {
        await _driven.Make("me").ClaimNewAsync("0");
        EventProcessorPartitionOwnership listed = (await Processor.ListAsync()).Single();
        listed.OwnerIdentifier.ShouldNotBe("me");
        (await ClaimAsync(Processor.Wish("0", listed.Version))).ShouldBeEmpty();
        await Eventually.UntilAsync(() => Processor.Errors.Count == 1, "the report");
        Processor.Errors.Single().ShouldBeOfType<Checkpointing.Processor.Ownership.DuplicateIdentifierException>();
    }

    /// <summary>A wish for a partition as the list shows it.</summary>
    private async Task<EventProcessorPartitionOwnership> WishAsync(string partitionId) =>
        Processor.Wish(partitionId, (await Processor.ListAsync()).Single(record => record.PartitionId == partitionId).Version);

    /// <summary>Claims, whatever pause fruitless claims are answered with.</summary>
    private async Task<EventProcessorPartitionOwnership[]> ClaimAsync(EventProcessorPartitionOwnership wish)
    {
        Task<EventProcessorPartitionOwnership[]> claim = Processor.ClaimAsync([wish]);
        await _driven.AdvanceUntilAsync(() => claim.IsCompleted, TimeSpan.FromMilliseconds(50), "the pause after fruitless claims");
        return await claim;
    }

    private int Calls(string kind) => _driven.Store.Calls.Count(call => call.StartsWith(kind));
}
