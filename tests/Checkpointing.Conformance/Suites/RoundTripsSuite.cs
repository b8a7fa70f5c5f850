using System.Globalization;
using Checkpointing.Conformance.Servers;
using Checkpointing.Resilience;
using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>Rules 2 and 5: what an operation costs, counted between client and server.</summary>
public abstract class RoundTripsSuite(StoreHarness harness) : ServerConformanceTest(harness)
{
    private const int Many = 256;
    private const int MostForList = 2;

    /// <summary>On a busy machine a call that is given up, or tried again, would cost what it does not.</summary>
    protected override StoreResilienceOptions Resilience => Bystander;

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(Many)]
    public async Task A_claim_batch_costs_what_is_declared(int partitions)
    {
        await using FaultyProxy proxy = FaultyProxy.Start(Server.EndPoint);
        await using ClientLease client = await ConnectAsync(proxy.EndPoint);
        string[] ids = Ids(partitions);

        IReadOnlyList<PartitionOwnership> held = [];
        long first = await TurnsAsync(proxy, async () => held = await ClaimAllAsync(client.Store, [.. ids.Select(id => Claim(id, null))]));
        long renewal = await TurnsAsync(proxy, async () => await ClaimAllAsync(client.Store, [.. held.Select(item => Claim(item.PartitionId, item.Version))]));

        held.Count.ShouldBe(partitions);
        first.ShouldBe(Harness.Costs.FirstClaims(partitions));
        renewal.ShouldBe(Harness.Costs.Renewals(partitions));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(Many)]
    public Task A_batch_of_requests_costs_what_is_declared(int partitions) => WhereRequestsAreHeldAsync(async () =>
    {
        await using FaultyProxy proxy = FaultyProxy.Start(Server.EndPoint);
        await using ClientLease client = await ConnectAsync(proxy.EndPoint);
        IReadOnlyList<PartitionOwnership> held = await ClaimAllAsync(client.Store, [.. Ids(partitions).Select(id => Claim(id, null))]);
        Task<PartitionResults<PartitionOwnership>> RequestAllAsync() => Requests(client.Store).RequestOwnershipAsync(
            Group, [.. held.Select(item => new OwnershipRequest(item.PartitionId, item.OwnerId, "b"))], Token);
        await RequestAllAsync();

        long turns = await TurnsAsync(proxy, async () => (await RequestAllAsync()).Items.Count.ShouldBe(partitions));

        turns.ShouldBe(Harness.Costs.Requests(partitions));
    });

    /// <remarks>The best of several rounds: on a busy machine a lock may be held longer than a batch waits for it.</remarks>
    [Fact]
    public async Task Claimers_of_the_same_partitions_cost_at_most_what_is_declared()
    {
        const int Partitions = 32;
        const int Claimers = 8;
        const int Rounds = 3;
        await using FaultyProxy proxy = FaultyProxy.Start(Server.EndPoint);
        List<ClientLease> clients = [];
        try
        {
            for (int claimer = 0; claimer < Claimers; claimer++)
            {
                clients.Add(await ConnectAsync(proxy.EndPoint));
            }

            IReadOnlyList<PartitionOwnership> held = await ClaimAllAsync(clients[0].Store, [.. Ids(Partitions).Select(id => Claim(id, null))]);
            long least = long.MaxValue;
            for (int round = 0; round < Rounds; round++)
            {
                PartitionResults<PartitionOwnership>[] results = [];
                long turns = await TurnsAsync(proxy, async () => results = await Task.WhenAll(clients.Select((client, claimer) => Task.Run(() => client.Store.ClaimOwnershipAsync(
                    Group,
                    [.. held.Select(item => new OwnershipClaim(item.PartitionId, FormattableString.Invariant($"{claimer}"), FormattableString.Invariant($"{round}"), item.Version))],
                    Token)))));
                results.SelectMany(result => result.Faults).ShouldBeEmpty();
                held = [.. results.SelectMany(result => result.Items)];
                held.Select(item => item.PartitionId).ShouldBe(Ids(Partitions), ignoreOrder: true);
                least = Math.Min(least, turns);
            }

            least.ShouldBeLessThanOrEqualTo(Harness.Costs.ContendedClaims(Claimers, Partitions));
        }
        finally
        {
            foreach (ClientLease client in clients)
            {
                await client.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_checkpoint_costs_one_round_trip()
    {
        await using FaultyProxy proxy = FaultyProxy.Start(Server.EndPoint);
        await using ClientLease client = await ConnectAsync(proxy.EndPoint);
        PartitionOwnership held = await WinAsync("a", store: client.Store);
        await ReadAsync(store: client.Store);
        int first = Harness.Costs.CheckpointsBeforeUsual;
        for (int position = 0; position < first; position++)
        {
            await WriteAsync(position, held.Epoch, store: client.Store);
        }

        long[] turns = new long[5];
        for (int position = 0; position < turns.Length; position++)
        {
            int next = first + position;
            turns[position] = await TurnsAsync(
                proxy, async () => (await WriteAsync(next, held.Epoch, store: client.Store)).ShouldBe(CheckpointOutcome.Written));
        }

        turns.ShouldAllBe(count => count == 1);
    }

    [Fact]
    public async Task A_batch_of_checkpoints_costs_what_is_declared()
    {
        const int Partitions = 32;
        await using FaultyProxy proxy = FaultyProxy.Start(Server.EndPoint);
        await using ClientLease client = await ConnectAsync(proxy.EndPoint);
        IReadOnlyList<PartitionOwnership> held = await ClaimAllAsync(client.Store, [.. Ids(Partitions).Select(id => Claim(id, null))]);
        await client.Store.ListCheckpointsAsync(Group, Token);

        Task<PartitionResults<CheckpointWriteResult>> WriteAllAsync(long position) => client.Store.WriteCheckpointsAsync(
            Group, [.. held.Select(item => new CheckpointWrite(item.PartitionId, position, null, item.Epoch, "a"))], Token);
        int first = Harness.Costs.CheckpointsBeforeUsual;
        for (int position = 0; position < first; position++)
        {
            await WriteAllAsync(position);
        }

        long turns = await TurnsAsync(proxy, async () => (await WriteAllAsync(first)).Items.ShouldAllBe(item => item.Outcome == CheckpointOutcome.Written));

        turns.ShouldBe(Harness.Costs.Writes(Partitions));
    }

    [Fact]
    public async Task A_read_costs_one_round_trip()
    {
        await using FaultyProxy proxy = FaultyProxy.Start(Server.EndPoint);
        await using ClientLease client = await ConnectAsync(proxy.EndPoint);
        PartitionOwnership held = await WinAsync("a", store: client.Store);
        await WriteAsync(1, held.Epoch, store: client.Store);

        (await TurnsAsync(proxy, () => ReadAsync(store: client.Store))).ShouldBe(1);
        (await TurnsAsync(proxy, () => ReadAsync("no such partition", client.Store))).ShouldBe(1);
    }

    [Fact]
    public async Task A_list_costs_at_most_two_round_trips()
    {
        await using FaultyProxy proxy = FaultyProxy.Start(Server.EndPoint);
        await using ClientLease client = await ConnectAsync(proxy.EndPoint);
        IReadOnlyList<PartitionOwnership> held = await ClaimAllAsync(client.Store, [.. Ids(Many).Select(id => Claim(id, null))]);
        await client.Store.WriteCheckpointsAsync(Group, [.. held.Select(item => new CheckpointWrite(item.PartitionId, 1, null, item.Epoch, "a"))], Token);

        long owners = await TurnsAsync(proxy, () => client.Store.ListOwnershipAsync(Group, Token));
        long checkpoints = await TurnsAsync(proxy, () => client.Store.ListCheckpointsAsync(Group, Token));

        owners.ShouldBe(Harness.Costs.List);
        checkpoints.ShouldBe(Harness.Costs.List);
        Harness.Costs.List.ShouldBeLessThanOrEqualTo(MostForList);
    }

    [Fact]
    public async Task A_rewind_costs_what_is_declared()
    {
        await using FaultyProxy proxy = FaultyProxy.Start(Server.EndPoint);
        await using ClientLease client = await ConnectAsync(proxy.EndPoint);
        PartitionOwnership held = await WinAsync("a", store: client.Store);
        await WriteAsync(10, held.Epoch, store: client.Store);

        (await TurnsAsync(proxy, () => RewindAsync(5, store: client.Store))).ShouldBe(Harness.Costs.Rewind);
    }

    private static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(number => number.ToString(CultureInfo.InvariantCulture))];

    private static OwnershipClaim Claim(string id, string? version) => new(id, "a", "a-1", version);

    private static async Task<long> TurnsAsync(FaultyProxy proxy, Func<Task> action)
    {
        long before = proxy.Turns;
        await action();
        return proxy.Turns - before;
    }

    /// <summary>A client that has made its connections: as many as a batch takes.</summary>
    private async Task<ClientLease> ConnectAsync(System.Net.IPEndPoint endPoint)
    {
        ClientLease client = await OpenAsync(endPoint);
        ConsumerGroup other = Harness.NewGroup();
        for (int round = 0; round < 2; round++)
        {
            IReadOnlyList<PartitionOwnership> held = (await client.Store.ListOwnershipAsync(other, Token)).Items;
            await client.Store.ClaimOwnershipAsync(
                other, [.. Ids(32).Select(id => Claim(id, held.SingleOrDefault(item => item.PartitionId == id)?.Version))], Token);
            await client.Store.ReadCheckpointAsync(other, Partition, Token);
        }

        return client;
    }

    private async Task<IReadOnlyList<PartitionOwnership>> ClaimAllAsync(ICheckpointStore store, IReadOnlyList<OwnershipClaim> claims)
    {
        PartitionResults<PartitionOwnership> results = await store.ClaimOwnershipAsync(Group, claims, Token);
        results.Faults.ShouldBeEmpty();
        results.Items.Count.ShouldBe(claims.Count);
        return results.Items;
    }
}
