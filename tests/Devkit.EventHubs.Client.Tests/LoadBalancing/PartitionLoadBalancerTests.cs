using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;

namespace Devkit.EventHubs.Client.Tests.LoadBalancing;

public class PartitionLoadBalancerTests
{
    [Fact]
    public async Task A_lone_processor_claims_one_partition_in_each_cycle_and_then_is_balanced()
    {
        var fixture = new BalancerFixture(4);
        var balancer = fixture.Balancer("me");
        for (var owned = 1; owned <= 4; owned++)
        {
            (await fixture.CycleAsync(balancer)).ShouldNotBeNull();
            balancer.IsBalanced.ShouldBeFalse();
            balancer.OwnedPartitionIds.Count.ShouldBe(owned);
        }

        (await fixture.CycleAsync(balancer)).ShouldBeNull();
        balancer.IsBalanced.ShouldBeTrue();
    }

    [Fact]
    public async Task Each_cycle_claims_even_when_nothing_is_due()
    {
        var fixture = new BalancerFixture(1);
        var balancer = fixture.Balancer("me");
        await fixture.CycleAsync(balancer);
        await fixture.CycleAsync(balancer);
        fixture.Store.Claims.Select(c => c.Records.Count).ShouldBe([0, 1, 0]);
    }

    [Fact]
    public async Task A_claim_names_the_caller_the_time_and_the_version_of_the_record_it_replaces()
    {
        var fixture = new BalancerFixture(2);
        fixture.Store.Put("0", string.Empty);
        var expired = fixture.Store.Put("1", "dead", fixture.Time.GetUtcNow() - BalancerFixture.Expiration).Version;
        var balancer = fixture.Balancer("me");
        await fixture.CycleAsync(balancer);
        await fixture.CycleAsync(balancer);
        balancer.OwnedPartitionIds.ShouldBe(["0", "1"], ignoreOrder: true);
        fixture.Store.OwnerOf("0").ShouldBe("me");
        fixture.Store.OwnerOf("1").ShouldBe("me");
        expired.ShouldBe("2");
    }

    [Fact]
    public async Task Records_are_renewed_once_they_are_older_than_the_interval()
    {
        var fixture = new BalancerFixture(2);
        var balancer = fixture.Balancer("me");
        await fixture.CycleAsync(balancer);
        await fixture.CycleAsync(balancer);
        fixture.Store.Claims.Clear();

        fixture.Time.Advance(BalancerFixture.Interval);
        await fixture.CycleAsync(balancer);
        fixture.Store.Claims.ShouldHaveSingleItem().Records.ShouldBeEmpty();
        fixture.Store.Claims.Clear();

        fixture.Time.Advance(TimeSpan.FromMilliseconds(1));
        await fixture.CycleAsync(balancer);
        var renewal = fixture.Store.Claims.ShouldHaveSingleItem();
        renewal.Records.Select(r => r.PartitionId).ShouldBe(["0", "1"], ignoreOrder: true);
        renewal.Records.ShouldAllBe(r => r.OwnerIdentifier == "me" && r.LastModifiedTime == fixture.Time.GetUtcNow());
    }

    [Fact]
    public async Task A_partition_missing_from_the_renewal_is_no_longer_owned()
    {
        var fixture = new BalancerFixture(2);
        var balancer = fixture.Balancer("me");
        await fixture.CyclesAsync(2, balancer);
        fixture.Store.Put("1", "thief");
        await fixture.CyclesAsync(1, balancer);
        balancer.OwnedPartitionIds.ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_failing_renewal_keeps_what_is_owned_and_ends_the_cycle()
    {
        var fixture = new BalancerFixture(2);
        var balancer = fixture.Balancer("me");
        await fixture.CyclesAsync(2, balancer);
        var cause = new IOException("down");
        fixture.Store.InsteadOfClaim = _ => throw cause;
        var failure = await Should.ThrowAsync<EventHubsException>(() => fixture.CyclesAsync(1, balancer));
        failure.InnerException.ShouldBe(cause);
        failure.IsTransient.ShouldBeTrue();
        failure.EventHubName.ShouldBeNull();
        failure.Reason.ShouldBe(EventHubsException.FailureReason.GeneralError);
        failure.Message.ShouldStartWith("Attempting to renew all of the processor's partition ownership");
        balancer.OwnedPartitionIds.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_failing_list_says_so()
    {
        var fixture = new BalancerFixture(2);
        fixture.Store.InsteadOfList = () => throw new IOException("down");
        (await Should.ThrowAsync<EventHubsException>(() => fixture.CyclesAsync(1, fixture.Balancer("me"))))
            .Message.ShouldStartWith("Retrieving list of ownership");
    }

    [Fact]
    public async Task A_failing_claim_says_so()
    {
        var fixture = new BalancerFixture(2);
        fixture.Store.InsteadOfClaim = records => records.Count == 0 ? null : throw new IOException("down");
        (await Should.ThrowAsync<EventHubsException>(() => fixture.CyclesAsync(1, fixture.Balancer("me"))))
            .Message.ShouldStartWith("Attempting to claim a new ownership");
    }

    [Fact]
    public async Task Null_is_no_answer_of_a_list()
    {
        var fixture = new BalancerFixture(1);
        fixture.Store.InsteadOfList = () => Task.FromResult<IEnumerable<EventProcessorPartitionOwnership>>(null!);
        (await Should.ThrowAsync<EventHubsException>(() => fixture.CyclesAsync(1, fixture.Balancer("me")))).InnerException.ShouldBeOfType<ArgumentNullException>();
    }

    [Fact]
    public async Task Null_is_no_answer_even_of_an_empty_claim()
    {
        var fixture = new BalancerFixture(1);
        fixture.Store.InsteadOfClaim = _ => Task.FromResult<IEnumerable<EventProcessorPartitionOwnership>>(null!);
        (await Should.ThrowAsync<EventHubsException>(() => fixture.CyclesAsync(1, fixture.Balancer("me")))).InnerException.ShouldBeOfType<ArgumentNullException>();
    }

    [Fact]
    public async Task A_failure_after_cancellation_is_a_cancellation()
    {
        var fixture = new BalancerFixture(1);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        fixture.Store.InsteadOfList = () => throw new IOException("down");
        await Should.ThrowAsync<TaskCanceledException>(() => fixture.Balancer("me").RunCycleAsync(["0"], cancelled.Token));
    }

    [Fact]
    public async Task Unexpired_records_of_an_earlier_life_are_adopted_at_once_one_claim_each()
    {
        var fixture = new BalancerFixture(3);
        fixture.Store.Put("0", "ME");
        fixture.Store.Put("1", "Me");
        fixture.Store.Put("2", "other");
        var balancer = fixture.Balancer("me");
        (await fixture.CycleAsync(balancer)).ShouldBeNull();
        balancer.OwnedPartitionIds.ShouldBe(["0", "1"], ignoreOrder: true);
        fixture.Store.Claims.Select(c => c.Records.Count).ShouldBe([0, 1, 1]);
        fixture.Store.OwnerOf("0").ShouldBe("me");
    }

    [Fact]
    public async Task A_record_of_ones_own_that_cannot_be_claimed_counts_as_owned_for_now()
    {
        var fixture = new BalancerFixture(1);
        fixture.Store.Put("0", "me");
        fixture.Store.InsteadOfClaim = _ => Task.FromResult<IEnumerable<EventProcessorPartitionOwnership>>([]);
        var balancer = fixture.Balancer("me");
        await fixture.CycleAsync(balancer);
        balancer.Owns("0").ShouldBeTrue();
    }

    [Theory]
    [InlineData(8, 2, new[] { 4, 4 })]
    [InlineData(8, 3, new[] { 3, 3, 2 })]
    [InlineData(10, 4, new[] { 3, 3, 2, 2 })]
    [InlineData(2, 3, new[] { 1, 1, 0 })]
    [InlineData(1, 2, new[] { 1, 0 })]
    public async Task Newcomers_steal_down_to_balance_and_no_further(int partitions, int processors, int[] expected)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var fixture = new BalancerFixture(partitions);
            var balancers = Enumerable.Range(0, processors).Select(i => fixture.Balancer($"p{i}", seed + i)).ToArray();
            await fixture.CyclesAsync(partitions + 1, balancers[0]);
            for (var present = 2; present <= processors; present++)
            {
                await fixture.CyclesAsync(partitions + 1, balancers[..present]);
            }

            balancers.Select(b => b.OwnedPartitionIds.Count).OrderDescending().ShouldBe(expected);
            var before = balancers.Select(b => string.Join(',', b.OwnedPartitionIds.Order())).ToArray();
            await fixture.CyclesAsync(5, balancers);
            balancers.Select(b => string.Join(',', b.OwnedPartitionIds.Order())).ShouldBe(before);
            balancers.ShouldAllBe(b => b.IsBalanced);
        }
    }

    [Fact]
    public async Task A_dead_owners_partitions_are_free_after_the_expiration()
    {
        var fixture = new BalancerFixture(4);
        var dead = fixture.Balancer("dead");
        var alive = fixture.Balancer("alive");
        await fixture.CyclesAsync(6, dead, alive);
        fixture.Time.Advance(BalancerFixture.Expiration);
        await fixture.CyclesAsync(6, alive);
        alive.OwnedPartitionIds.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Records_of_partitions_that_do_not_exist_do_no_harm()
    {
        var fixture = new BalancerFixture(2);
        fixture.Store.Put("99", "other");
        var balancer = fixture.Balancer("me");
        await fixture.CyclesAsync(3, balancer);
        balancer.OwnedPartitionIds.ShouldBe(["0", "1"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_stolen_partition_is_forgotten_until_the_records_say_otherwise()
    {
        var fixture = new BalancerFixture(1);
        var balancer = fixture.Balancer("me");
        await fixture.CycleAsync(balancer);
        balancer.ReportStolen("0");
        balancer.Owns("0").ShouldBeFalse();
        await fixture.CycleAsync(balancer);
        balancer.Owns("0").ShouldBeTrue();
    }

    [Fact]
    public async Task Letting_go_hands_over_a_sequence_that_is_made_anew_each_time()
    {
        var fixture = new BalancerFixture(2);
        var balancer = fixture.Balancer("me");
        await fixture.CyclesAsync(2, balancer);
        var before = fixture.Store.Claims.Last().Records[0];
        fixture.Time.Advance(TimeSpan.FromSeconds(3));
        fixture.Store.InsteadOfClaim = _ => Task.FromResult<IEnumerable<EventProcessorPartitionOwnership>>([]);
        IEnumerable<EventProcessorPartitionOwnership>? given = null;
        var version = before.Version;

        var releasing = balancer.RelinquishAsync(CancellationToken.None);
        given = fixture.Store.Claims.Last().Given;
        await releasing;

        given.ShouldNotBeAssignableTo<IReadOnlyCollection<EventProcessorPartitionOwnership>>();
        var once = given.ToList();
        once.Count.ShouldBe(2);
        given.ToList()[0].ShouldNotBeSameAs(once[0]);
        once.ShouldAllBe(r => r.OwnerIdentifier.Length == 0 && r.LastModifiedTime < fixture.Time.GetUtcNow());
        once.Single(r => r.PartitionId == before.PartitionId).Version.ShouldBe(version);
        balancer.OwnedPartitionIds.ShouldBeEmpty();
    }

    [Fact]
    public async Task Letting_go_of_nothing_asks_the_store_too()
    {
        var fixture = new BalancerFixture(2);
        await fixture.Balancer("me").RelinquishAsync(CancellationToken.None);
        fixture.Store.Claims.ShouldHaveSingleItem().Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failure_to_let_go_is_thrown_as_it_is_and_can_be_repeated()
    {
        var fixture = new BalancerFixture(1);
        var balancer = fixture.Balancer("me");
        await fixture.CycleAsync(balancer);
        fixture.Store.InsteadOfClaim = _ => throw new IOException("down");
        await Should.ThrowAsync<IOException>(() => balancer.RelinquishAsync(CancellationToken.None));
        fixture.Store.InsteadOfClaim = null;
        await balancer.RelinquishAsync(CancellationToken.None);
        fixture.Store.OwnerOf("0").ShouldBe(string.Empty);
    }
}
