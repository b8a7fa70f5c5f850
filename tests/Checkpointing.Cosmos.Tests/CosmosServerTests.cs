using Checkpointing.Conformance.Servers;
using Checkpointing.Resilience;

namespace Checkpointing.Cosmos.Tests;

/// <summary>The server that tests kill keeps what it has acknowledged, as the real service does: the package alone keeps nothing.</summary>
public sealed class CosmosServerTests
{
    private static readonly ConsumerGroup Group = new("contoso.servicebus.windows.net", "orders", "$Default");

    [Fact]
    public async Task What_was_acknowledged_right_before_a_kill_is_there_afterwards_under_the_same_versions()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        await using StoreServer server = await CosmosServer.CreateAsync();
        ICheckpointStore store = await server.CreateClientAsync(server.EndPoint, TimeProvider.System, new StoreResilienceOptions());
        string? version = null;
        for (int round = 0; round < 3; round++)
        {
            PartitionOwnership held = (await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", $"{round}", version)], token)).Items.ShouldHaveSingleItem();
            (await store.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", round, $"{round}", held.Epoch, "me")], token))
                .Items.ShouldHaveSingleItem().Outcome.ShouldBe(CheckpointOutcome.Written);
            await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("gone", "me", "1", null)], token);
            ConsumerGroup other = new("contoso.servicebus.windows.net", "orders", "other");
            await store.ClaimOwnershipAsync(other, [new OwnershipClaim("0", "me", "1", null)], token);
            await ((ICheckpointStoreOperator)store).DeleteGroupAsync(other, token);

            await server.KillAsync();
            await server.StartAsync();

            (await store.ReadCheckpointAsync(Group, "0", token)).ShouldNotBeNull().SequenceNumber.ShouldBe(round);
            (await ((ICheckpointStoreOperator)store).ListGroupsAsync(token)).ShouldBe([Group]);
            PartitionOwnership kept = (await store.ListOwnershipAsync(Group, token)).Items.Single(item => item.PartitionId == "0");
            kept.Version.ShouldBe(held.Version);
            version = kept.Version;
        }
    }
}
