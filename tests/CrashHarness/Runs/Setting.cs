using System.Globalization;
using Checkpointing;
using CrashHarness.Stores;
using Devkit.EventHubs.Broker;

namespace CrashHarness.Runs;

/// <summary>What every run needs: a folder of its own, a broker with one hub, and a store that is ready.</summary>
internal sealed class Setting : IAsyncDisposable
{
    public const string Hub = "orders";
    public const string GroupName = "$Default";
    private const string Processor = "Checkpointing:Processor:";

    private readonly DirectoryInfo _folder;

    private Setting(DirectoryInfo folder, EventHubsBroker broker, StoreUnderTest store)
    {
        _folder = folder;
        Broker = broker;
        Store = store;
    }

    public string Folder => _folder.FullName;

    public EventHubsBroker Broker { get; }

    public StoreUnderTest Store { get; }

    public ConsumerGroup Group => new(Broker.FullyQualifiedNamespace, Hub, GroupName);

    /// <summary>Whether what the run wrote stays when it is over: it is evidence.</summary>
    public bool IsKept { get; set; }

    public static async Task<Setting> PrepareAsync(string backend, int partitions, CancellationToken cancellationToken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("checkpointing-crashes-");
        StoreUnderTest store = await StoreCatalog.StartAsync(backend, folder.FullName);
        EventHubsBroker broker = await EventHubsBroker.StartAsync(
            new EventHubsBrokerOptions { AcceptAnyConsumerGroup = true }.AddHub(Hub, partitions), cancellationToken);
        Setting setting = new(folder, broker, store);
        if (store.Store is ICheckpointStoreProvisioner provisioner)
        {
            await provisioner.ProvisionAsync(cancellationToken);
        }

        return setting;
    }

    /// <summary>The configuration of a processor.</summary>
    /// <param name="policy">When checkpoints are written.</param>
    /// <param name="interval">How often ownership is renewed; it expires after four times as long. Null for the library's default.</param>
    /// <param name="maxUncheckpointedEvents">The bound that is promised; null for the library's default.</param>
    public IReadOnlyDictionary<string, string?> Configure(string policy, TimeSpan? interval, int? maxUncheckpointedEvents)
    {
        Dictionary<string, string?> settings = new(Store.ProcessorSettings)
        {
            [Processor + "ConnectionString"] = Broker.GetConnectionString(Hub),
            [Processor + "ConsumerGroup"] = GroupName,
            [Processor + "CheckpointPolicy"] = policy,
            [Processor + "BatchSize"] = "20",
            [Processor + "PrefetchCount"] = "60",
        };
        if (interval is { } time)
        {
            settings[Processor + "LoadBalancingUpdateInterval"] = time.ToString("c", CultureInfo.InvariantCulture);
            settings[Processor + "PartitionOwnershipExpirationInterval"] = (time * 4).ToString("c", CultureInfo.InvariantCulture);
            settings[Processor + "StoreCallTimeout"] = (time * 2).ToString("c", CultureInfo.InvariantCulture);
        }

        if (maxUncheckpointedEvents is { } bound)
        {
            settings[Processor + "MaxUncheckpointedEvents"] = bound.ToString(CultureInfo.InvariantCulture);
        }

        return settings;
    }

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        await Store.DisposeAsync();
        if (!IsKept)
        {
            _folder.Delete(recursive: true);
        }
    }
}
