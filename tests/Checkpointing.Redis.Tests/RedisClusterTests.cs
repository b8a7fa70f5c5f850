using System.Globalization;
using Checkpointing.Resilience;
using Checkpointing.Tests.Services;

namespace Checkpointing.Redis.Tests;

/// <summary>What only a cluster has: nodes that fail one by one, slots that move, groups on several nodes.</summary>
public sealed class RedisClusterTests : RedisTest
{
    [Fact]
    public async Task Groups_on_all_nodes_are_listed()
    {
        RedisCluster cluster = await StartClusterAsync();
        RedisCheckpointStore store = Open(cluster);
        ConsumerGroup[] groups = [.. Enumerable.Range(10, 40).Select(number => new ConsumerGroup("ns", "hub", $"group-{number}"))];
        foreach (ConsumerGroup group in groups)
        {
            await store.ClaimOwnershipAsync(group, [new OwnershipClaim("0", "me", "1", null)], Token);
        }

        (await store.ListGroupsAsync(Token)).ShouldBe(groups);

        foreach (RedisServer node in cluster.Nodes)
        {
            int.Parse(await node.CommandAsync("DBSIZE"), CultureInfo.InvariantCulture).ShouldBeInRange(1, 39);
        }
    }

    [Fact]
    public async Task A_node_that_is_killed_and_comes_back_is_used_again()
    {
        RedisCluster cluster = await StartClusterAsync();
        RedisCheckpointStore store = Open(cluster);
        PartitionOwnership held = await WinAsync(store);
        RedisServer node = await NodeOfAsync(cluster);
        RedisCheckpointStore impatient = Open(cluster, maxRetries: 0);
        await impatient.ListOwnershipAsync(Group, Token);

        for (int round = 1; round <= 3; round++)
        {
            await node.KillAsync();
            CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => WriteAsync(impatient, round, held.Epoch));
            exception.IsTransient.ShouldBeTrue();
            await node.StartAgainAsync();

            (await InsistAsync(() => WriteAsync(store, round, held.Epoch))).ShouldBe(CheckpointOutcome.Written);
        }
    }

    [Fact]
    public async Task A_slot_that_moves_takes_its_group_along()
    {
        RedisCluster cluster = await StartClusterAsync();
        RedisCheckpointStore store = Open(cluster);
        PartitionOwnership held = await WinAsync(store);
        await WriteAsync(store, 1, held.Epoch);
        RedisServer from = await NodeOfAsync(cluster);
        RedisServer to = cluster.Nodes.First(node => node != from);
        ConsumerGroup newcomer = new("ns", "hub", "newcomer");

        await cluster.MoveSlotAsync(await SlotAsync(cluster), from, to, async () =>
            (await InsistAsync(() => WriteAsync(store, 2, held.Epoch))).ShouldBe(CheckpointOutcome.Written));

        (await InsistAsync(() => WriteAsync(store, 3, held.Epoch))).ShouldBe(CheckpointOutcome.Written);
        (await InsistAsync(() => WinAsync(store, version: held.Version))).Epoch.ShouldBe(held.Epoch);
        (await to.CommandAsync("HGET", CheckpointKey, "0")).ShouldContain("\"sequenceNumber\":\"3\"");
        (await from.CommandAsync("DBSIZE")).ShouldBe("0");
        await store.ClaimOwnershipAsync(newcomer, [new OwnershipClaim("0", "me", "1", null)], Token);
        (await InsistAsync(() => store.ListGroupsAsync(Token))).ShouldBe([Group, newcomer]);
    }

    [Fact]
    public async Task A_group_whose_slot_is_on_its_way_with_one_key_here_and_one_there_is_asked_for_again()
    {
        RedisCluster cluster = await StartClusterAsync();
        RedisCheckpointStore store = Open(cluster);
        PartitionOwnership held = await WinAsync(store);
        RedisServer from = await NodeOfAsync(cluster);
        RedisServer to = cluster.Nodes.First(node => node != from);
        await WriteAsync(store, 1, held.Epoch);

        await cluster.MoveSlotAsync(await SlotAsync(cluster), from, to, async () =>
        {
            await from.CommandAsync("MIGRATE", "127.0.0.1", to.EndPoint.Port.ToString(CultureInfo.InvariantCulture), CheckpointKey, "0", "5000");
            CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => WriteAsync(Open(cluster, maxRetries: 0), 2, held.Epoch));
            exception.IsTransient.ShouldBeTrue();
            exception.MayHaveBeenApplied.ShouldBeFalse();
        });

        (await InsistAsync(() => WriteAsync(store, 2, held.Epoch))).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task Every_node_is_looked_at()
    {
        RedisCluster cluster = await StartClusterAsync();
        RedisCheckpointStore store = Open(cluster);
        (await store.VerifyAsync(Token)).ShouldBeEmpty();
        await cluster.Nodes[1].CommandAsync("CONFIG", "SET", "appendfsync", "everysec");
        await cluster.Nodes[2].CommandAsync("CONFIG", "SET", "appendonly", "no");

        IReadOnlyList<StoreFinding> findings = await store.VerifyAsync(Token);

        findings.Count.ShouldBe(2);
        findings.ShouldContain(finding => finding.Message.Contains($"{cluster.Nodes[1].EndPoint} writes its append-only file with 'appendfsync everysec'", StringComparison.Ordinal));
        findings.ShouldContain(finding => finding.Message.Contains($"{cluster.Nodes[2].EndPoint} keeps no append-only file", StringComparison.Ordinal));
    }

    private async Task<RedisCluster> StartClusterAsync()
    {
        RedisServer.Needed();
        return Own(await RedisCluster.StartAsync());
    }

    private RedisCheckpointStore Open(RedisCluster cluster, int maxRetries = StoreResilienceOptions.DefaultMaxRetries) => Own(new RedisCheckpointStore(
        new RedisCheckpointStoreOptions { ConnectionString = cluster.ConnectionString, Resilience = new StoreResilienceOptions { MaxRetries = maxRetries } }));

    private static async Task<int> SlotAsync(RedisCluster cluster) =>
        int.Parse(await cluster.Nodes[0].CommandAsync("CLUSTER", "KEYSLOT", OwnershipKey), CultureInfo.InvariantCulture);

    /// <summary>The node that has the test's group.</summary>
    private static async Task<RedisServer> NodeOfAsync(RedisCluster cluster)
    {
        foreach (RedisServer node in cluster.Nodes)
        {
            if ((await node.CommandAsync("KEYS", "*")).Contains(OwnershipKey, StringComparison.Ordinal))
            {
                return node;
            }
        }

        throw new InvalidOperationException("No node has the group.");
    }
}
