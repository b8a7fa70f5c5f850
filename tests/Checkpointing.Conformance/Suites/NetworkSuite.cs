using Checkpointing.Conformance.Histories;
using Checkpointing.Conformance.Network;
using Checkpointing.Conformance.Servers;
using Checkpointing.Resilience;
using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>
/// Rules 9, 10, 12 and 14 on a network that fails at every point of every operation: no wrong winner, no call without an end, unclear outcomes
/// resolved, and a client that works again when the network does.
/// </summary>
public abstract class NetworkSuite(StoreHarness harness) : ServerConformanceTest(harness)
{
    /// <summary>An operation takes fewer requests, and a request fewer chunks, than this.</summary>
    private const int MostChunks = 16;

    private const int TroubledHistories = 8;

    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Operation = TimeSpan.FromSeconds(3);

    /// <summary>A call that lasts longer than its limit by this much hangs, however busy the machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<ProxyFaultKind, ProxyDirection, double> Cuts =>
        [.. from kind in new[] { ProxyFaultKind.Reset, ProxyFaultKind.Close, ProxyFaultKind.HalfClose }
            from direction in Enum.GetValues<ProxyDirection>()
            from share in new[] { 0, 0.5 }
            select new TheoryDataRow<ProxyFaultKind, ProxyDirection, double>(kind, direction, share)];

    public static TheoryData<ProxyFaultKind, ProxyDirection> LastingFaults =>
        [.. from kind in new[] { ProxyFaultKind.Reset, ProxyFaultKind.HalfClose, ProxyFaultKind.Stall }
            from direction in Enum.GetValues<ProxyDirection>()
            select new TheoryDataRow<ProxyFaultKind, ProxyDirection>(kind, direction)];

    private IEnumerable<NetworkOperation> Operations =>
        Enum.GetValues<NetworkOperation>().Where(operation => operation != NetworkOperation.Request || !Has(StoreTraits.NoRequests));

    /// <summary>Limits that are met soon: for the clients whose network fails.</summary>
    private static StoreResilienceOptions Impatient => new()
    {
        AttemptTimeout = Attempt,
        OperationTimeout = Operation,
        RetryDelay = TimeSpan.FromMilliseconds(20),
        MaxRetryDelay = TimeSpan.FromMilliseconds(500),
    };

    /// <summary>Limits that no test reaches: for observers, and for clients whose calls only cancellation may end.</summary>
    protected override StoreResilienceOptions Resilience => new() { AttemptTimeout = 2 * Patience, OperationTimeout = 2 * Patience };

    [Theory]
    [MemberData(nameof(Cuts))]
    public Task A_connection_cut_at_any_point_leaves_one_truth(ProxyFaultKind kind, ProxyDirection direction, double share) =>
        ForEachOperationAsync(async (operation, proxy, client) =>
        {
            int skip = 0;
            while (await StrikeAsync(operation, proxy, client, new ProxyFault(kind, direction, skip, share)))
            {
                skip.ShouldBeLessThan(MostChunks);
                skip++;
            }
        });

    [Theory]
    [InlineData(ProxyDirection.Request, 0)]
    [InlineData(ProxyDirection.Request, 0.5)]
    [InlineData(ProxyDirection.Answer, 0)]
    [InlineData(ProxyDirection.Answer, 0.5)]
    public Task A_connection_that_falls_silent_meets_the_limit_of_the_attempt(ProxyDirection direction, double share) =>
        ForEachOperationAsync((operation, proxy, client) => StrikeAsync(operation, proxy, client, new ProxyFault(ProxyFaultKind.Stall, direction, Share: share)));

    [Theory]
    [MemberData(nameof(LastingFaults))]
    public Task A_network_that_stays_broken_ends_in_an_error_within_the_limit_of_the_call(ProxyFaultKind kind, ProxyDirection direction) =>
        ForEachOperationAsync((operation, proxy, client) => StrikeAsync(operation, proxy, client, new ProxyFault(kind, direction, IsLasting: true)));

    [Theory]
    [InlineData(ProxyDirection.Request, 0.5)]
    [InlineData(ProxyDirection.Request, 1.5)]
    [InlineData(ProxyDirection.Answer, 0.5)]
    [InlineData(ProxyDirection.Answer, 1.5)]
    public Task What_arrives_late_does_no_harm(ProxyDirection direction, double attempts) =>
        ForEachOperationAsync(async (operation, proxy, client) =>
        {
            for (int skip = 0; await StrikeAsync(operation, proxy, client, new ProxyFault(ProxyFaultKind.Delay, direction, skip, Duration: attempts * Attempt)); skip++)
            {
                skip.ShouldBeLessThan(MostChunks);
            }
        });

    [Theory]
    [InlineData(ProxyDirection.Request)]
    [InlineData(ProxyDirection.Answer)]
    public Task Cancelling_ends_the_wait_for_a_server_that_fell_silent(ProxyDirection direction) =>
        ForEachOperationAsync(
            async (operation, proxy, client) =>
            {
                NetworkScenario scenario = NetworkScenario.Of(operation, client, Store, Harness.NewGroup(), Harness.Traits);
                await scenario.PrepareAsync(Token);
                using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
                proxy.Arm(new ProxyFault(ProxyFaultKind.Stall, direction));
                Task acting = scenario.ActAsync(cancellation.Token);
                await proxy.WhenStruckAsync().WaitAsync(Patience, Token);

                await cancellation.CancelAsync();

                await Should.ThrowAsync<OperationCanceledException>(() => acting.WaitAsync(Patience, Token));
                await scenario.InterfereAsync(Token);
                proxy.Heal();
                await scenario.JudgeAsync(Token);
            },
            Resilience);

    [Theory]
    [InlineData(ProxyDirection.Request)]
    [InlineData(ProxyDirection.Answer)]
    public Task Cancelled_at_any_point_an_operation_leaves_one_truth(ProxyDirection direction) =>
        ForEachOperationAsync(
            async (operation, proxy, client) =>
            {
                for (int skip = 0; await CancelAsync(operation, proxy, client, direction, skip); skip++)
                {
                    skip.ShouldBeLessThan(MostChunks);
                }
            },
            Resilience);

    [Fact]
    public async Task Histories_through_a_network_that_keeps_failing_could_have_come_one_after_another()
    {
        if (Has(StoreTraits.LocalEpochs))
        {
            // An epoch that only one client knows of cannot be told apart from none when that client is never told: operation by operation is all.
            return;
        }

        int count = Knobs.Histories ?? TroubledHistories;
        for (int seed = Knobs.Seed; seed < Knobs.Seed + count; seed++)
        {
            await using FaultyProxy proxy = FaultyProxy.Start(Server.EndPoint);
            ClientLease[] leases = new ClientLease[RandomHistories.Clients];
            for (int index = 0; index < leases.Length; index++)
            {
                leases[index] = await OpenAsync(proxy.EndPoint, Impatient);
                await leases[index].Store.ListOwnershipAsync(Group, Token);
            }

            using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(Token);
            Task breaking = KeepBreakingAsync(proxy, new Random(seed), ended.Token);
            string? wrong = await RandomHistories.JudgeAsync(
                [.. leases.Select(lease => lease.Store), Store], Harness.NewGroup(), Harness.Traits, seed, HistoryTrouble.Network, Token);
            await ended.CancelAsync();
            await breaking;
            proxy.Heal();
            foreach (ClientLease lease in leases)
            {
                await lease.DisposeAsync();
            }

            wrong.ShouldBeNull();
        }
    }

    private static async Task KeepBreakingAsync(FaultyProxy proxy, Random random, CancellationToken ended)
    {
        ProxyFaultKind[] kinds = [ProxyFaultKind.Reset, ProxyFaultKind.Close, ProxyFaultKind.HalfClose];
        while (!ended.IsCancellationRequested)
        {
            proxy.Arm(new ProxyFault(
                kinds[random.Next(kinds.Length)], random.Next(3) == 0 ? ProxyDirection.Request : ProxyDirection.Answer, Skip: random.Next(8), Share: random.Next(2) / 2.0));
            await proxy.WhenStruckAsync().WaitAsync(ended).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>Does the same for each operation, each with a client and a network of its own, all at once.</summary>
    private Task ForEachOperationAsync(Func<NetworkOperation, FaultyProxy, ICheckpointStore, Task> test, StoreResilienceOptions? resilience = null) =>
        Task.WhenAll(Operations.Select(async operation =>
        {
            await using FaultyProxy proxy = FaultyProxy.Start(Server.EndPoint);
            await using ClientLease client = await OpenAsync(proxy.EndPoint, resilience ?? Impatient);
            try
            {
                await test(operation, proxy, client.Store);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                throw new InvalidOperationException($"{operation}: {exception.Message}", exception);
            }
        }));

    /// <summary>Cancels one operation when a chunk passes, which is not harmed.</summary>
    /// <returns>Whether there was such a chunk.</returns>
    private async Task<bool> CancelAsync(NetworkOperation operation, FaultyProxy proxy, ICheckpointStore client, ProxyDirection direction, int skip)
    {
        NetworkScenario scenario = NetworkScenario.Of(operation, client, Store, Harness.NewGroup(), Harness.Traits);
        await scenario.PrepareAsync(Token);
        using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        proxy.Arm(new ProxyFault(ProxyFaultKind.Delay, direction, skip));
        Task acting = scenario.ActAsync(cancellation.Token);
        await Task.WhenAny(acting, proxy.WhenStruckAsync());
        await cancellation.CancelAsync();
        try
        {
            await acting.WaitAsync(Patience, Token);
        }
        catch (OperationCanceledException) when (!Token.IsCancellationRequested)
        {
            // Or its answer came before: either is right.
        }

        bool hasStruck = proxy.Strikes > 0;
        proxy.Heal();
        await scenario.InterfereAsync(Token);
        await scenario.JudgeAsync(Token);
        return hasStruck;
    }

    /// <summary>Lets one fault strike one operation, and judges.</summary>
    /// <returns>Whether the fault's moment came at all.</returns>
    private async Task<bool> StrikeAsync(NetworkOperation operation, FaultyProxy proxy, ICheckpointStore client, ProxyFault fault)
    {
        NetworkScenario scenario = NetworkScenario.Of(operation, client, Store, Harness.NewGroup(), Harness.Traits);
        await scenario.PrepareAsync(Token);
        proxy.Arm(fault);
        try
        {
            await scenario.ActAsync(Token).WaitAsync(Operation + Patience, Token);
            bool hasStruck = proxy.Strikes > 0;
            await scenario.InterfereAsync(Token);
            proxy.Heal();
            await proxy.WhenDeliveredAsync();
            await scenario.JudgeAsync(Token);
            return hasStruck;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new InvalidOperationException($"{fault}: {exception.Message}", exception);
        }
    }
}
