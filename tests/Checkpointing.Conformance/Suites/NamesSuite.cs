using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>Names are data: whatever they hold, they name one record and no other.</summary>
public abstract class NamesSuite(StoreHarness harness) : ConformanceTest(harness)
{
    /// <summary>Event Hubs' own names have at most 256 characters; keys of all stores have room for these.</summary>
    private const int LongName = 700;
    private const int LongGroup = 200;

    public static TheoryData<string> PartitionIds =>
        ["0", "007", "größe-Ω-分割-🚀", "with space", "%", "_", "*", "?", "a%b", "a_b", "'; DROP TABLE x; --", "\"quoted\"", "#hash?query=1&b", new string('p', 120), "$Default", "NULL", "-1"];

    [Theory]
    [MemberData(nameof(PartitionIds))]
    public async Task Any_partition_id_names_its_own_record(string partition)
    {
        await WinAsync("neighbour", partition: partition + "x");

        PartitionOwnership won = await WinAsync("a", partition: partition);
        (await WriteAsync(4, won.Epoch, partition)).ShouldBe(CheckpointOutcome.Written);

        (await OwnerAsync(partition)).Version.ShouldBe(won.Version);
        (await ReadAsync(partition)).ShouldNotBeNull().PartitionId.ShouldBe(partition);
        (await ReadAsync(partition + "x")).ShouldBeNull();
        (await Store.ListCheckpointsAsync(Group, Token)).Items.ShouldHaveSingleItem().PartitionId.ShouldBe(partition);
    }

    [Fact]
    public async Task Long_names_are_kept_whole()
    {
        string partition = new('p', LongName);
        string owner = new('o', LongName);
        ConsumerGroup group = new("ns.example", "hub", Group.Name + new string('g', LongGroup));
        ConsumerGroup near = new("ns.example", "hub", Group.Name + new string('g', LongGroup - 1));

        PartitionOwnership won = (await Store.ClaimOwnershipAsync(group, [new OwnershipClaim(partition, owner, "1", null)], Token)).Items.ShouldHaveSingleItem();

        PartitionOwnership listed = (await OwnersAsync(group: group)).ShouldHaveSingleItem();
        listed.PartitionId.ShouldBe(partition);
        listed.OwnerId.ShouldBe(owner);
        listed.Version.ShouldBe(won.Version);
        (await OwnersAsync(group: near)).ShouldBeEmpty();
        (await Store.ReadCheckpointAsync(group, partition[1..], Token)).ShouldBeNull();
    }

    [Fact]
    public async Task A_backslash_is_a_character_like_any_other()
    {
        await WinAsync("a", partition: "back\\slash");

        (await OwnersAsync()).ShouldHaveSingleItem().PartitionId.ShouldBe(Has(StoreTraits.SlashesJoinNames) ? "back/slash" : "back\\slash");
    }

    [Fact]
    public async Task Partition_ids_compare_exactly()
    {
        await WinAsync("a", partition: "part");

        (await ClaimAsync("b", partition: "PART")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Namespace_hub_and_group_compare_without_case()
    {
        ConsumerGroup upper = new(Group.FullyQualifiedNamespace.ToUpperInvariant(), Group.EventHubName.ToUpperInvariant(), Group.Name.ToUpperInvariant());
        await Store.ClaimOwnershipAsync(upper, [new OwnershipClaim(Partition, "a", "a-1", null)], Token);

        (await OwnersAsync()).ShouldHaveSingleItem().OwnerId.ShouldBe("a");
    }

    [Theory]
    [InlineData("ns.example", "hub", "$Default")]
    [InlineData("ns.example", "hub", "my group")]
    [InlineData("ns.example", "hub-ünï", "größe")]
    [InlineData("ns.example", "hub_%", "a%")]
    [InlineData("ns.example", "hub", "*")]
    [InlineData("ns.example", "hub", "'quoted\"")]
    public async Task Any_group_has_its_own_records(string ns, string hub, string name)
    {
        ConsumerGroup group = new(ns, hub + "-" + Group.Name, name);
        ConsumerGroup near = new(ns, hub + "-" + Group.Name, name + "2");

        (await Store.ClaimOwnershipAsync(group, [new OwnershipClaim(Partition, "a", "a-1", null)], Token)).Items.ShouldHaveSingleItem();

        (await OwnersAsync(group: group)).ShouldHaveSingleItem();
        (await OwnersAsync(group: near)).ShouldBeEmpty();
        (await Operator.ListGroupsAsync(Token)).ShouldContain(group);
        (await Operator.DeleteGroupAsync(near, Token)).ShouldBe(0);
        (await Operator.DeleteGroupAsync(group, Token)).ShouldBe(1);
    }

    [Fact]
    public async Task Groups_whose_joined_names_are_alike_stay_apart()
    {
        ConsumerGroup one = new("ns.example", "a/b", Group.Name);
        ConsumerGroup two = new("ns.example", "a", "b/" + Group.Name);
        await Store.ClaimOwnershipAsync(one, [new OwnershipClaim(Partition, "a", "a-1", null)], Token);

        (await OwnersAsync(group: two)).Count.ShouldBe(Has(StoreTraits.SlashesJoinNames) ? 1 : 0);
    }

    [Theory]
    [InlineData("owner with space")]
    [InlineData("'; --")]
    [InlineData("CaseIsKept")]
    [InlineData("processor-1/2,3=4:5")]
    public async Task An_owner_is_kept_as_it_is_given(string owner)
    {
        await WinAsync(owner);

        (await OwnerAsync()).OwnerId.ShouldBe(owner);
    }

    [Theory]
    [InlineData("größe-Ω-🚀")]
    [InlineData(" space at the ends ")]
    [InlineData("line\nbreak")]
    public async Task An_odd_owner_is_kept_as_it_is_given_or_refused_and_never_altered(string owner)
    {
        PartitionResults<PartitionOwnership> results = await Store.ClaimOwnershipAsync(Group, [new OwnershipClaim(Partition, owner, "1", null)], Token);

        if (Has(StoreTraits.PlainTextOnly))
        {
            results.Faults.ShouldHaveSingleItem().IsTransient.ShouldBeFalse();
            (await OwnersAsync()).ShouldBeEmpty();
        }
        else
        {
            (await OwnerAsync()).OwnerId.ShouldBe(owner);
        }
    }
}
