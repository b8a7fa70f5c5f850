using System.Collections.Concurrent;
using Checkpointing.Cli.Tests.Dashboard;
using Checkpointing.Tests.Services;
using Devkit.EventHubs.Broker;
using CosmosServer = Checkpointing.Tests.Services.Cosmos;
using PostgresServer = Checkpointing.Tests.Services.Postgres;

namespace Checkpointing.Cli.Tests.Support;

/// <summary>What the suite shares: each server, started when it is first asked for, and an event hub. Tests keep out of each other's way by groups of their own.</summary>
public sealed class Stage : IAsyncLifetime
{
    public const string Hub = "orders";
    public const int Partitions = 4;
    public const int EventsEach = 10;

    /// <summary>When event 0 of each partition was enqueued; each later one came a minute later.</summary>
    public static readonly DateTimeOffset FirstEnqueued = new(DateTimeOffset.UtcNow.AddHours(-2).Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    private readonly ConcurrentDictionary<string, Lazy<Task<TestStore>>> _stores = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("checkpointing-cli-").FullName;

    public Stage() => Dashboards = new SharedDashboards(this);

    public EventHubsBroker Broker { get; private set; } = null!;

    /// <summary>Dashboards for tests that change nothing.</summary>
    public SharedDashboards Dashboards { get; }

    /// <summary>A browser.</summary>
    public SharedBrowser Browser { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var clock = new SetClock { Now = FirstEnqueued };
        Broker = await EventHubsBroker.StartAsync(new EventHubsBrokerOptions { AcceptAnyConsumerGroup = true, TimeProvider = clock }.AddHub(Hub, Partitions));
        for (int number = 0; number < EventsEach; number++, clock.Now += TimeSpan.FromMinutes(1))
        {
            for (int partition = 0; partition < Partitions; partition++)
            {
                Broker.Publish(Hub, $"{partition}", $"event {number}");
            }
        }
    }

    /// <summary>A folder of a test's own.</summary>
    public string MakeFolder() => Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("n"))).FullName;

    /// <summary>The store of a backend; skips or fails the running test if its server is not to be had.</summary>
    public Task<TestStore> StoreAsync(string backend)
    {
        switch (backend)
        {
            case "Blob": Azurite.Needed(); break;
            case "Cosmos": CosmosServer.Needed(); break;
            case "Postgres": PostgresServer.Needed(); break;
            case "Redis": RedisServer.Needed(); break;
        }

        return _stores.GetOrAdd(backend, name => new Lazy<Task<TestStore>>(() => TestStore.StartAsync(name, _folder))).Value;
    }

    /// <summary>A group of a test's own, in which nothing is yet.</summary>
    public async Task<TestGroup> GroupAsync(string backend) => new(this, await StoreAsync(backend));

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        await Dashboards.DisposeAsync();
        foreach (Lazy<Task<TestStore>> store in _stores.Values)
        {
            await (await store.Value).DisposeAsync();
        }

        await Broker.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
