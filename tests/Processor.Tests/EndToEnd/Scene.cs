using Azure.Messaging.EventHubs;
using Checkpointing;
using Checkpointing.Memory;
using Checkpointing.Policies;
using Checkpointing.Processor;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Hosting;
using Devkit.EventHubs.Broker;
using Processor.Tests.Support;

namespace Processor.Tests.EndToEnd;

/// <summary>A broker with one hub, a reference store, and the processors of one consumer group, with intervals short enough for tests. It stops what it started.</summary>
internal sealed class Scene : IAsyncDisposable
{
    public const string Hub = "orders";

    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    public static readonly TimeSpan Expiration = TimeSpan.FromSeconds(2);

    private readonly List<EventHubsProcessor> _processors = [];

    private Scene(EventHubsBroker broker, int partitions)
    {
        Broker = broker;
        Partitions = partitions;
    }

    public EventHubsBroker Broker { get; }

    public int Partitions { get; }

    public Journal Journal { get; } = new();

    public InMemoryCheckpointStore Memory { get; } = new();

    public ConsumerGroup Group => new(Broker.FullyQualifiedNamespace, Hub, "$Default");

    public static async Task<Scene> SetAsync(int partitions = 4, params IEnumerable<string> consumerGroups)
    {
        EventHubsBroker broker = await EventHubsBroker.StartAsync(
            new EventHubsBrokerOptions().AddHub(Hub, partitions, consumerGroups), TestContext.Current.CancellationToken);
        return new Scene(broker, partitions);
    }

    /// <summary>Publishes so many events to each partition.</summary>
    public void Publish(int countEach)
    {
        for (int partition = 0; partition < Partitions; partition++)
        {
            Broker.Publish(Hub, $"{partition}", Enumerable.Range(0, countEach).Select(index => $"event {index}"));
        }
    }

    public EventHubsProcessorOptions Options(string name, string policy) => new()
    {
        ConnectionString = Broker.GetConnectionString(Hub),
        Identifier = name,
        CheckpointPolicy = CheckpointPolicy.Parse(policy),
        LoadBalancingUpdateInterval = Interval,
        PartitionOwnershipExpirationInterval = Expiration,
        MaximumWaitTime = TimeSpan.FromSeconds(1),
        RetryOptions = new EventHubsRetryOptions { MaximumRetries = 2, Delay = TimeSpan.FromMilliseconds(50), TryTimeout = TimeSpan.FromSeconds(10) },
    };

    public async Task<EventHubsProcessor> StartAsync(
        string name,
        ICheckpointStore store,
        string policy = "every event",
        Func<EventData, ProcessingContext, CancellationToken, Task>? work = null,
        Action<EventHubsProcessorOptions>? configure = null)
    {
        EventHubsProcessorOptions options = Options(name, policy);
        configure?.Invoke(options);
        EventHubsProcessor processor = EventHubsProcessor.Create(store, new JournalHandler(name, Journal, work), options);
        _processors.Add(processor);
        await processor.StartProcessingAsync(TestContext.Current.CancellationToken);
        return processor;
    }

    public Task UntilProcessedAsync(int countEach) =>
        Eventually.UntilAsync(() => Journal.Distinct == countEach * Partitions, $"{countEach} events of each partition; there are {Journal.Distinct}");

    /// <summary>The stored checkpoints by partition; -1 where there is none.</summary>
    public async Task<long[]> StoredAsync()
    {
        Checkpoint[] checkpoints = [.. (await Memory.ListCheckpointsAsync(Group, default)).Items];
        return [.. Enumerable.Range(0, Partitions).Select(id => Array.Find(checkpoints, checkpoint => checkpoint.PartitionId == $"{id}")?.SequenceNumber ?? -1)];
    }

    public async Task<IReadOnlyList<PartitionOwnership>> OwnershipAsync() => (await Memory.ListOwnershipAsync(Group, default)).Items;

    public async ValueTask DisposeAsync()
    {
        foreach (EventHubsProcessor processor in _processors)
        {
            try
            {
                await processor.StopProcessingAsync();
            }
            catch (CheckpointStoreException)
            {
                // A test that has cut the store off leaves it so.
            }
        }

        await Broker.DisposeAsync();
    }
}
