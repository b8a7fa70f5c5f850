using Azure.Messaging.EventHubs.Core.LoadBalancing;
using Devkit.EventHubs.Client.Tests.Support;

namespace Devkit.EventHubs.Client.Tests.LoadBalancing;

/// <summary>Balancers that share a store and a clock.</summary>
internal sealed class BalancerFixture
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Expiration = TimeSpan.FromSeconds(40);

    private readonly string[] _partitionIds;

    public BalancerFixture(int partitions)
    {
        _partitionIds = [.. Enumerable.Range(0, partitions).Select(i => $"{i}")];
        Store = new FakeStore(Time);
    }

    public ManualTime Time { get; } = new();

    public FakeStore Store { get; }

    public PartitionLoadBalancer Balancer(string identifier, int seed = 1) => new(
        new BalancerSettings
        {
            FullyQualifiedNamespace = "scripted.test",
            EventHubName = "hub",
            ConsumerGroup = "group",
            Identifier = identifier,
            UpdateInterval = Interval,
            ExpirationInterval = Expiration,
            Random = new Random(seed),
            Time = Time,
        },
        new OwnershipStore(
            token => Store.ListOwnershipAsync("scripted.test", "hub", "group", token),
            Store.ClaimOwnershipAsync));

    public Task<string?> CycleAsync(PartitionLoadBalancer balancer) => balancer.RunCycleAsync(_partitionIds, CancellationToken.None);

    public async Task CyclesAsync(int count, params PartitionLoadBalancer[] balancers)
    {
        for (var i = 0; i < count; i++)
        {
            Time.Advance(Interval + TimeSpan.FromSeconds(1));
            foreach (var balancer in balancers)
            {
                await CycleAsync(balancer);
            }
        }
    }
}
