using System.Globalization;
using Checkpointing.Conformance.Crashes;
using Checkpointing.Conformance.Servers;
using Checkpointing.Resilience;
using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>Rule 8: nothing that was acknowledged is lost, whoever is killed.</summary>
public abstract class CrashSuite(StoreHarness harness) : ServerConformanceTest(harness)
{
    private const int Clients = 3;

    private static readonly string[] Partitions = ["0", "1", "2", "3"];

    protected override StoreResilienceOptions Resilience => new()
    {
        AttemptTimeout = TimeSpan.FromSeconds(1),
        OperationTimeout = TimeSpan.FromSeconds(2),
        MaxRetryDelay = TimeSpan.FromMilliseconds(200),
    };

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_server_is_killed_again_and_again()
    {
        Acknowledgements told = new();
        Random random = new(Knobs.Seed);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using FaultyProxy proxy = FaultyProxy.Start(Server.EndPoint);
        ClientLease[] clients = await OpenManyAsync(proxy);
        Task[] running =
        [
            .. clients.Select((client, number) => Task.Run(
                () => new CrashClient(number, client.Store, Group, Harness.Traits, told, Partitions, Knobs.Seed + number).RunAsync(stop.Token), Token)),
        ];

        for (int crash = 0; crash < Knobs.Crashes; crash++)
        {
            await MoreAsync(told, 20 + random.Next(40), running);
            await Server.KillAsync();
            await Server.StartAsync();
            await ShouldHoldAsync(told);
        }

        await MoreAsync(told, 20, running);
        await stop.CancelAsync();
        await Task.WhenAll(running);
        await ShouldHoldAsync(told);
        await DisposeAsync(clients);
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_clients_are_killed_again_and_again()
    {
        Acknowledgements told = new();
        Random random = new(Knobs.Seed);
        for (int crash = 0; crash < Knobs.Crashes; crash++)
        {
            // A killed process leaves connections that are reset in the middle of whatever they carried.
            await using FaultyProxy proxy = FaultyProxy.Start(Server.EndPoint);
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            ClientLease[] clients = await OpenManyAsync(proxy);
            int first = crash * Clients;
            Task[] running =
            [
                .. clients.Select((client, number) => Task.Run(
                    () => new CrashClient(first + number, client.Store, Group, Harness.Traits, told, Partitions, first + number).RunAsync(stop.Token), Token)),
            ];
            await MoreAsync(told, 20 + random.Next(40), running);
            proxy.CutAll();
            await stop.CancelAsync();
            await Task.WhenAll(running);
            await DisposeAsync(clients);
            await ShouldHoldAsync(told);
        }
    }

    private static async Task MoreAsync(Acknowledgements told, int count, Task[] running)
    {
        Task ended = await Task.WhenAny([told.WhenMoreAsync(count), .. running]);
        await ended;
    }

    private static async Task DisposeAsync(IEnumerable<ClientLease> clients)
    {
        foreach (ClientLease client in clients)
        {
            await client.DisposeAsync();
        }
    }

    private async Task<ClientLease[]> OpenManyAsync(FaultyProxy proxy)
    {
        ClientLease[] clients = new ClientLease[Clients];
        for (int number = 0; number < Clients; number++)
        {
            clients[number] = await OpenAsync(proxy.EndPoint);
        }

        return clients;
    }

    /// <summary>What the server says now is what clients were told before, or later.</summary>
    private async Task ShouldHoldAsync(Acknowledgements told)
    {
        (string Id, long Epoch, long Position)[] before = [.. Partitions.Select(id => (id, told.Of(id).Epoch, told.Of(id).Position))];
        await using ClientLease fresh = await OpenAsync(Server.EndPoint, Bystander);
        IReadOnlyList<PartitionOwnership> owners = await OwnersAsync(fresh.Store);
        foreach ((string id, long epoch, long position) in before)
        {
            if (position >= 0)
            {
                Checkpoint read = (await ReadAsync(id, fresh.Store)).ShouldNotBeNull($"partition {id} at {position} was acknowledged, and is gone");
                read.SequenceNumber.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(position, $"partition {id} went back");
                read.Offset.ShouldBe(read.SequenceNumber.Value.ToString(CultureInfo.InvariantCulture));
            }

            if (epoch > 0)
            {
                PartitionOwnership owner = owners.Single(item => item.PartitionId == id);
                if (!Has(StoreTraits.LocalEpochs))
                {
                    owner.Epoch.ShouldBeGreaterThanOrEqualTo(epoch, $"the epoch of partition {id} went back");
                }
            }
        }
    }
}
