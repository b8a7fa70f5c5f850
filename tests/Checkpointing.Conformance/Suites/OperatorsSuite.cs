using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>Deleting and listing groups, provisioning.</summary>
public abstract class OperatorsSuite(StoreHarness harness) : ConformanceTest(harness)
{
    [Fact]
    public async Task A_deleted_group_is_gone_and_its_neighbours_stay()
    {
        PartitionOwnership held = await WinAsync("a");
        await WriteAsync(1, held.Epoch);
        await WriteAsync(1, epoch: 0, partition: "only a checkpoint");
        ConsumerGroup neighbour = Harness.NewGroup();
        await Store.ClaimOwnershipAsync(neighbour, [new OwnershipClaim(Partition, "a", "a-1", null)], Token);

        (await Operator.DeleteGroupAsync(Group, Token)).ShouldBe(2);

        (await OwnersAsync()).ShouldBeEmpty();
        (await ReadAsync()).ShouldBeNull();
        (await OwnersAsync(group: neighbour)).ShouldHaveSingleItem();
        (await Operator.DeleteGroupAsync(Group, Token)).ShouldBe(0);
    }

    [Fact]
    public async Task A_version_from_before_a_deletion_never_wins_again()
    {
        PartitionOwnership old = await WinAsync("a");
        await Operator.DeleteGroupAsync(Group, Token);
        (await ClaimAsync("a", old.Version)).ShouldBeNull();

        PartitionOwnership made = await WinAsync("b");

        made.Version.ShouldNotBe(old.Version);
        (await ClaimAsync("a", old.Version)).ShouldBeNull();
    }

    [Fact]
    public async Task A_write_to_a_deleted_partition_is_fenced()
    {
        PartitionOwnership old = await WinAsync("a");
        await WriteAsync(0, old.Epoch);
        await WriteAsync(1, old.Epoch);
        await ((ICheckpointStoreOperator)await OpenAsync()).DeleteGroupAsync(Group, Token);

        (await WriteAsync(2, old.Epoch)).ShouldBe(CheckpointOutcome.Fenced);

        (await ReadAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Groups_with_an_owner_or_a_checkpoint_are_listed_once_and_in_order()
    {
        ConsumerGroup onlyCheckpoint = Harness.NewGroup();
        await WinAsync("a", partition: "1");
        await WinAsync("a", partition: "2");
        await Store.WriteCheckpointsAsync(onlyCheckpoint, [new CheckpointWrite("1", 1, null, 0, "a")], Token);

        IReadOnlyList<ConsumerGroup> groups = await Operator.ListGroupsAsync(Token);

        groups.Count(group => group == Group).ShouldBe(1);
        groups.Count(group => group == onlyCheckpoint).ShouldBe(1);
        groups.Select(group => group.ToString()).ShouldBeInOrder(SortDirection.Ascending, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Provisioning_may_be_repeated_and_a_provisioned_store_has_no_errors()
    {
        ICheckpointStoreProvisioner provisioner = (ICheckpointStoreProvisioner)Store;

        await provisioner.ProvisionAsync(Token);
        await Task.WhenAll(provisioner.ProvisionAsync(Token), ((ICheckpointStoreProvisioner)await OpenAsync()).ProvisionAsync(Token));

        (await provisioner.VerifyAsync(Token)).Where(finding => finding.IsError).ShouldBeEmpty();
    }
}
