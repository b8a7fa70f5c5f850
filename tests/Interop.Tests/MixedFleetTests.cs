using Checkpointing;
using Checkpointing.Blob;
using Checkpointing.Policies;
using Checkpointing.Processor;
using Checkpointing.Processor.Hosting;
using Checkpointing.Tests.Services;
using Devkit.EventHubs.Broker;

namespace Interop.Tests;

/// <summary>A consumer on Microsoft's JavaScript SDK and a processor of ours share one consumer group on one container.</summary>
public sealed class MixedFleetTests : IAsyncLifetime
{
    private const string Hub = "orders";
    private const string Group = "$Default";
    private const string Container = "checkpoints";
    private const int Partitions = 4;
    private const int Round = 40;

    private readonly RecordingHandler _ours = new();
    private EventHubsBroker _broker = null!;
    private Azurite _azurite = null!;
    private BlobCheckpointStore _store = null!;
    private long _published;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Node.Needs("@azure/event-hubs");
        Azurite.Needed();
        _azurite = await Azurite.StartAsync();
        _broker = await EventHubsBroker.StartAsync(new EventHubsBrokerOptions().AddHub(Hub, Partitions), Cancelled);
        _store = new BlobCheckpointStore(new BlobCheckpointStoreOptions { ConnectionString = _azurite.ConnectionString, ContainerName = Container });
        await _store.ProvisionAsync(Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
            await _azurite.DisposeAsync();
        }
    }

    [Fact]
    public async Task Each_resumes_from_the_checkpoints_of_the_other()
    {
        Publish();
        await using (JavaScriptConsumer theirs = StartTheirs())
        {
            await Eventually.HoldsAsync(() => theirs.Checkpoints.Count == Partitions && theirs.Checkpoints.Values.All(IsLast), () => State(theirs), Cancelled);
            await theirs.StopAsync(Cancelled);
        }

        Publish();
        EventHubsProcessor ours = await StartOursAsync();
        await Eventually.HoldsAsync(() => _ours.Events.Count >= Round * Partitions, () => State(null), Cancelled);
        await ours.StopProcessingAsync(Cancelled).WaitAsync(Eventually.Deadline, Cancelled);
        _ours.Events.Count.ShouldBe(Round * Partitions, "our processor goes on exactly behind what the JavaScript SDK checkpointed");
        _ours.Events.Min(item => item.SequenceNumber).ShouldBe(Round);

        Publish();
        await using JavaScriptConsumer again = StartTheirs();
        await Eventually.HoldsAsync(() => again.Events.Count >= Round * Partitions, () => State(again), Cancelled);
        await again.StopAsync(Cancelled);
        again.Events.Count.ShouldBe(Round * Partitions, "the JavaScript SDK goes on exactly behind what our processor checkpointed");
        again.Events.Min(item => item.Event.GetProperty("sequenceNumber").GetInt64()).ShouldBe(2 * Round);
        again.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task They_split_the_partitions_and_hand_them_over()
    {
        Publish();
        await using JavaScriptConsumer theirs = StartTheirs();
        await Eventually.HoldsAsync(() => theirs.Partitions.Count == Partitions, () => State(theirs), Cancelled);
        EventHubsProcessor ours = await StartOursAsync();
        await UntilSplitAsync(theirs, ours);

        // Whatever is published from now on belongs to exactly one of the two.
        long boundary = _published;
        Publish();
        await Eventually.HoldsAsync(() => Seen(theirs).Count(item => item.SequenceNumber >= boundary) >= Round * Partitions, () => State(theirs), Cancelled);
        (string PartitionId, string By)[] readers =
            [.. Seen(theirs).Where(item => item.SequenceNumber >= boundary).Select(item => (item.PartitionId, item.By)).Distinct()];
        readers.Length.ShouldBe(Partitions, "two read one partition: " + string.Join(", ", readers));
        readers.Count(reader => reader.By == "ours").ShouldBe(Partitions / 2);

        await theirs.StopAsync(Cancelled);
        Publish();
        await Eventually.HoldsAsync(() => Enumerable.Range(0, Partitions).All(id => HasAll(theirs, $"{id}")), () => State(theirs), Cancelled);
        await ours.StopProcessingAsync(Cancelled).WaitAsync(Eventually.Deadline, Cancelled);
        PartitionResults<Checkpoint> checkpoints = await _store.ListCheckpointsAsync(GroupOfStore(), Cancelled);
        checkpoints.Items.Select(checkpoint => checkpoint.SequenceNumber).ShouldAllBe(sequenceNumber => sequenceNumber == _published - 1);
    }

    private void Publish()
    {
        for (int id = 0; id < Partitions; id++)
        {
            _broker.Publish(Hub, $"{id}", Enumerable.Range(0, Round).Select(number => $"{id}-{_published + number}"));
        }

        _published += Round;
    }

    private bool IsLast(long sequenceNumber) => sequenceNumber == _published - 1;

    private JavaScriptConsumer StartTheirs() => new(_broker.ConnectionString, Hub, Group, _azurite.ConnectionString, Container);

    private async Task<EventHubsProcessor> StartOursAsync()
    {
        EventHubsProcessor processor = EventHubsProcessor.Create(_store, _ours, new EventHubsProcessorOptions
        {
            ConnectionString = _broker.ConnectionString,
            EventHubName = Hub,
            ConsumerGroup = Group,
            CheckpointPolicy = CheckpointPolicy.EveryEvent,
            LoadBalancingUpdateInterval = TimeSpan.FromMilliseconds(500),
            PartitionOwnershipExpirationInterval = TimeSpan.FromSeconds(15),
        });
        await processor.StartProcessingAsync(Cancelled);
        return processor;
    }

    private async Task UntilSplitAsync(JavaScriptConsumer theirs, EventHubsProcessor ours)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        using var deadline = new CancellationTokenSource(Eventually.Deadline);
        for (int calm = 0; calm < 5; await timer.WaitForNextTickAsync(Cancelled))
        {
            deadline.IsCancellationRequested.ShouldBeFalse(State(theirs));
            PartitionResults<PartitionOwnership> owners = await _store.ListOwnershipAsync(GroupOfStore(), Cancelled);
            int count = owners.Items.Count(owner => owner.OwnerId == ours.Identifier);
            calm = count == Partitions / 2 && theirs.Partitions.Count == Partitions / 2 ? calm + 1 : 0;
        }
    }

    private ConsumerGroup GroupOfStore() => new(_broker.FullyQualifiedNamespace, Hub, Group);

    private IEnumerable<(string PartitionId, long SequenceNumber, string By)> Seen(JavaScriptConsumer theirs) =>
    [
        .. theirs.Events.Select(item => (item.PartitionId, item.Event.GetProperty("sequenceNumber").GetInt64(), "theirs")),
        .. _ours.Events.Select(item => (item.PartitionId, item.SequenceNumber, "ours")),
    ];

    private bool HasAll(JavaScriptConsumer theirs, string partitionId) =>
        Seen(theirs).Where(item => item.PartitionId == partitionId).Select(item => item.SequenceNumber).Distinct().Count() == _published;

    private string State(JavaScriptConsumer? theirs) =>
        $"published {_published} per partition; ours {_ours.Events.Count} events, errors: {string.Join("; ", _ours.Errors)}; " +
        $"theirs {theirs?.Events.Count} events, partitions {string.Join(",", theirs?.Partitions.Keys ?? [])}, errors: {string.Join("; ", theirs?.Errors ?? [])}";
}
