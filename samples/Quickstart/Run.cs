using System.Diagnostics;
using System.Globalization;
using Azure.Messaging.EventHubs.Producer;
using Checkpointing;
using Devkit.EventHubs.Broker;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Quickstart;

/// <summary>Prepares the hub and the store, plays the story, and settles the account.</summary>
internal static class Run
{
    private const string InMemory = "InMemory";
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(250);

    /// <returns>The exit code: 0 only if no event was lost.</returns>
    public static async Task<int> RunAsync(QuickstartOptions options, CancellationToken cancellationToken)
    {
        if (options.Store.Equals(InMemory, StringComparison.OrdinalIgnoreCase))
        {
            throw new QuickstartException($"--store {InMemory} keeps its state in one process, and here each processor has one of its own; take Sqlite, or another store that processes share.");
        }

        var clock = Stopwatch.StartNew();
        using var folder = new TemporaryFolder();
        await using EventHubsBroker? broker = options.ConnectionString is null
            ? await EventHubsBroker.StartAsync(new EventHubsBrokerOptions { AcceptAnyConsumerGroup = true }.AddHub(options.Hub, options.Partitions), cancellationToken)
            : null;
        RunSettings settings = RunSettings.Build(options, broker?.ConnectionString ?? options.ConnectionString!, folder);
        await using ServiceProvider services = settings.BuildStoreServices();
        ICheckpointStore store = services.GetRequiredService<ICheckpointStore>();
        await PrepareAsync(store, settings.Group, isNewHub: broker is not null, cancellationToken);

        await using var producer = new EventHubProducerClient(settings.ConnectionString, options.Hub);
        var hub = new HubWatch(producer, await producer.GetPartitionIdsAsync(cancellationToken));
        IReadOnlyDictionary<string, long> before = await hub.ReadAsync(cancellationToken);
        var ledger = new RunLedger(before.ToDictionary(pair => pair.Key, pair => pair.Value + 1));
        var publisher = new Publisher(producer, hub.PartitionIds, options.Events);
        var view = new LiveView(AnsiConsole.Console, store, settings.Group, ledger, publisher, hub);

        using var done = new CancellationTokenSource();
        Task watching = hub.KeepReadingAsync(WatchInterval, done.Token);
        Task showing = view.ShowAsync(done.Token);
        try
        {
            await new Story(options, settings, publisher, ledger, view).PlayAsync(cancellationToken);
        }
        finally
        {
            await done.CancelAsync();
            await Task.WhenAll(watching, showing);
        }

        RunTotals totals = ledger.Totals();
        long lost = ledger.CountMissing(await hub.ReadAsync(cancellationToken));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"published={publisher.Published} processed={totals.Processed} lost={lost} duplicates={totals.Duplicates} takeovers={totals.Takeovers} checkpoints={totals.Checkpoints} store={options.Store} seconds={clock.Elapsed.TotalSeconds:0.0}"));
        return lost == 0 && totals.Processed >= publisher.Published ? 0 : 1;
    }

    private static async Task PrepareAsync(ICheckpointStore store, ConsumerGroup group, bool isNewHub, CancellationToken cancellationToken)
    {
        if (store is ICheckpointStoreProvisioner provisioner)
        {
            await provisioner.ProvisionAsync(cancellationToken);
        }

        if (isNewHub && store is ICheckpointStoreOperator operators)
        {
            // The broker is new with each run, so positions that an earlier run left in a shared store lead nowhere.
            await operators.DeleteGroupAsync(group, cancellationToken);
        }
    }
}
