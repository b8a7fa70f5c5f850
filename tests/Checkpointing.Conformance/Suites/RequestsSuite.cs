using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>
/// Requests for a partition, the ground on which owners finish before they hand over: they tell and change nothing else. A store whose records have no
/// room for them says so (trait <see cref="StoreTraits.NoRequests"/>).
/// </summary>
public abstract class RequestsSuite(StoreHarness harness) : ConformanceTest(harness)
{
    [Fact]
    public Task A_request_is_told_to_its_maker_and_to_every_client() => WhereRequestsAreHeldAsync(async () =>
    {
        PartitionOwnership held = await WinAsync("a");
        held.RequestedBy.ShouldBeNull();
        held.RequestedAt.ShouldBeNull();

        PartitionOwnership noted = (await RequestAsync("a", "b", store: await OpenAsync())).ShouldNotBeNull();

        noted.ShouldSatisfyAllConditions(
            () => noted.PartitionId.ShouldBe(Partition),
            () => noted.RequestedBy.ShouldBe("b"),
            () => noted.RequestedAt.ShouldNotBeNull());
        PartitionOwnership listed = await OwnerAsync(store: await OpenAsync());
        listed.RequestedBy.ShouldBe("b");
        listed.RequestedAt.ShouldNotBeNull();
    });

    [Fact]
    public Task A_request_changes_neither_owner_nor_version_nor_epoch_nor_checkpoint() => WhereRequestsAreHeldAsync(async () =>
    {
        PartitionOwnership held = await WinAsync("a");
        await WriteAsync(7, held.Epoch);

        PartitionOwnership noted = (await RequestAsync("a", "b")).ShouldNotBeNull();

        foreach (PartitionOwnership told in new[] { noted, await OwnerAsync() })
        {
            (told.OwnerId, told.OwnerInstance, told.Version, told.Epoch).ShouldBe((held.OwnerId, held.OwnerInstance, held.Version, held.Epoch));
        }

        (await ReadAsync()).ShouldNotBeNull().SequenceNumber.ShouldBe(7);
        (await WriteAsync(8, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        (await OwnerAsync()).RequestedBy.ShouldBe("b", "a checkpoint does not touch it");
        (await WinAsync("a", held.Version)).Epoch.ShouldBe(held.Epoch);
    });

    [Fact]
    public Task A_request_to_somebody_who_does_not_hold_the_partition_is_dropped() => WhereRequestsAreHeldAsync(async () =>
    {
        PartitionOwnership former = await WinAsync("a");
        await WinAsync("b", former.Version);
        await RelinquishAsync(await WinAsync("a", partition: "1"));
        await WriteAsync(1, epoch: 0, partition: "2");

        (await RequestAsync("a", "c")).ShouldBeNull("a former owner");
        (await RequestAsync("B", "c")).ShouldBeNull("owners compare exactly");
        (await RequestAsync("a", "c", partition: "1")).ShouldBeNull("given up");
        (await RequestAsync("a", "c", partition: "2")).ShouldBeNull("never owned");
        (await RequestAsync("a", "c", partition: "3")).ShouldBeNull("not there");

        IReadOnlyList<PartitionOwnership> owners = await OwnersAsync();
        owners.Select(item => (item.PartitionId, item.OwnerId)).ShouldBe([("0", "b"), ("1", "")]);
        owners.ShouldAllBe(item => item.RequestedBy == null && item.RequestedAt == null);
    });

    [Fact]
    public Task A_later_request_replaces_an_earlier_one() => WhereRequestsAreHeldAsync(async () =>
    {
        await WinAsync("a");
        await RequestAsync("a", "b");

        await RequestAsync("a", "c");
        (await OwnerAsync()).RequestedBy.ShouldBe("c");

        (await RequestAsync("a", "a")).ShouldNotBeNull("who asks by the owner's own name asks whether it lives").RequestedBy.ShouldBe("a");
        (await OwnerAsync()).RequestedBy.ShouldBe("a");
    });

    [Fact]
    public Task A_renewal_keeps_the_request_and_tells_it_to_the_owner() => WhereRequestsAreHeldAsync(async () =>
    {
        PartitionOwnership held = await WinAsync("a");
        await RequestAsync("a", "b");

        PartitionOwnership renewed = await WinAsync("a", held.Version);

        renewed.RequestedBy.ShouldBe("b");
        renewed.RequestedAt.ShouldNotBeNull();
        (await WinAsync("a", renewed.Version)).RequestedBy.ShouldBe("b");
        (await OwnerAsync()).RequestedBy.ShouldBe("b");
    });

    [Fact]
    public Task Relinquishing_keeps_the_request_and_so_tells_for_whom_it_was() => WhereRequestsAreHeldAsync(async () =>
    {
        PartitionOwnership held = await WinAsync("a");
        await RequestAsync("a", "b");

        (await RelinquishAsync(held)).RequestedBy.ShouldBe("b");

        PartitionOwnership given = await OwnerAsync();
        (given.OwnerId, given.RequestedBy).ShouldBe(("", "b"));
    });

    [Theory]
    [InlineData("b", "b-1", false)]
    [InlineData("a", "a-2", false)]
    [InlineData("b", "b-1", true)]
    [InlineData("a", "a-1", true)]
    public Task A_change_of_hands_removes_the_request(string next, string instance, bool isGivenUp) => WhereRequestsAreHeldAsync(async () =>
    {
        PartitionOwnership held = await WinAsync("a");
        await RequestAsync("a", "b");
        if (isGivenUp)
        {
            held = await RelinquishAsync(held);
        }

        PartitionOwnership taken = await WinAsync(next, held.Version, instance: instance);

        (taken.RequestedBy, taken.RequestedAt).ShouldBe((null, null));
        PartitionOwnership listed = await OwnerAsync();
        (listed.OwnerId, listed.RequestedBy, listed.RequestedAt).ShouldBe((next, null, null));
    });

    [Fact]
    public Task A_rewind_removes_the_request() => WhereRequestsAreHeldAsync(async () =>
    {
        await WinAsync("a");
        await RequestAsync("a", "b");

        await RewindAsync(5);

        PartitionOwnership listed = await OwnerAsync();
        (listed.OwnerId, listed.RequestedBy, listed.RequestedAt).ShouldBe(("", null, null));
    });

    [Fact]
    public Task Each_request_of_a_batch_is_decided_by_itself() => WhereRequestsAreHeldAsync(async () =>
    {
        await WinAsync("a", partition: "1");
        await WinAsync("b", partition: "2");
        await WinAsync("a", partition: "3");

        PartitionResults<PartitionOwnership> results = await Requests().RequestOwnershipAsync(
            Group, [.. Enumerable.Range(1, 4).Select(number => new OwnershipRequest($"{number}", "a", $"wants-{number}"))], Token);

        results.Faults.ShouldBeEmpty();
        results.Items.Select(item => (item.PartitionId, item.RequestedBy)).ShouldBe([("1", "wants-1"), ("3", "wants-3")], ignoreOrder: true);
        (await OwnersAsync()).Select(item => (item.PartitionId, item.RequestedBy)).ShouldBe([("1", "wants-1"), ("2", null), ("3", "wants-3")]);
    });

    [Fact]
    public Task An_empty_batch_notes_nothing_and_one_that_is_malformed_is_a_fault_of_the_caller() => WhereRequestsAreHeldAsync(async () =>
    {
        PartitionResults<PartitionOwnership> results = await Requests().RequestOwnershipAsync(Group, [], Token);
        results.Items.ShouldBeEmpty();
        results.Faults.ShouldBeEmpty();

        await Should.ThrowAsync<ArgumentException>(() => Requests().RequestOwnershipAsync(
            Group, [new OwnershipRequest("1", "a", "b"), new OwnershipRequest("1", "a", "c")], Token));
        await Should.ThrowAsync<ArgumentException>(() => Requests().RequestOwnershipAsync(Group, [new OwnershipRequest("1", "", "b")], Token));
        await Should.ThrowAsync<ArgumentException>(() => Requests().RequestOwnershipAsync(Group, [new OwnershipRequest("1", "a", "")], Token));
    });

    [Theory]
    [InlineData("two words")]
    [InlineData("=\"quoted\\")]
    [InlineData("!line\r\nbreak\t")]
    [InlineData("Ünï-名-\U0001F600")]
    public Task Owners_and_requesters_of_any_name_are_kept_as_they_are_given(string name) => WhereRequestsAreHeldAsync(async () =>
    {
        if (Has(StoreTraits.PlainTextOnly) && name.Any(character => character is < ' ' or > '~'))
        {
            // Such an owner is refused; NamesSuite sees to it.
            return;
        }

        PartitionOwnership held = await WinAsync(name);

        (await RequestAsync(name, name + "2")).ShouldNotBeNull().RequestedBy.ShouldBe(name + "2");

        (await OwnerAsync()).RequestedBy.ShouldBe(name + "2");
        (await WinAsync(name, held.Version)).RequestedBy.ShouldBe(name + "2");
    });
}
