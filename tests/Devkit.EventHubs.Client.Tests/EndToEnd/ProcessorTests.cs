using System.Collections.Concurrent;
using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Devkit.EventHubs.Broker;
using Devkit.EventHubs.Broker.Faults;
using Devkit.EventHubs.Client.Tests.Support;

namespace Devkit.EventHubs.Client.Tests.EndToEnd;

public sealed class ProcessorTests : BrokerTestBase
{
    private readonly FakeStore _store = new();

    [Fact]
    public async Task Two_processors_share_eight_partitions_and_lose_nothing_when_one_leaves()
    {
        var seen = new ConcurrentDictionary<(string, long), int>();
        var a = new CountingProcessor(_store, ConnectionString, "a", seen);
        var b = new CountingProcessor(_store, ConnectionString, "b", seen);
        await a.StartProcessingAsync(Token);
        Publish(0);
        await b.StartProcessingAsync(Token);
        await Eventually.TrueAsync(() => Owned("a") == 4 && Owned("b") == 4, "four partitions each");
        Publish(100);
        await Eventually.TrueAsync(() => seen.Count == 8 * 200, "all events");
        await b.StopProcessingAsync(Token);
        Publish(200);
        await Eventually.TrueAsync(() => seen.Count == 8 * 300, "all events again");
        await a.StopProcessingAsync(Token);
        a.Errors.ShouldBeEmpty();
        b.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_processor_goes_on_after_its_connections_were_cut()
    {
        var seen = new ConcurrentDictionary<(string, long), int>();
        var processor = new CountingProcessor(_store, ConnectionString, "a", seen);
        await processor.StartProcessingAsync(Token);
        Publish(0);
        await Eventually.TrueAsync(() => seen.Count == 8 * 100, "all events");
        Broker.Faults.CutConnections();
        Publish(100);
        await Eventually.TrueAsync(() => seen.Count == 8 * 200, "all events");
        Broker.Faults.CloseConnections();
        Publish(200);
        await Eventually.TrueAsync(() => seen.Count == 8 * 300, "all events again");
        await processor.StopProcessingAsync(Token);
        seen.Values.ShouldAllBe(times => times == 1);
    }

    [Fact]
    public async Task A_detached_reader_of_a_processor_opens_a_new_link_by_itself()
    {
        var seen = new ConcurrentDictionary<(string, long), int>();
        var processor = new CountingProcessor(_store, ConnectionString, "a", seen);
        await processor.StartProcessingAsync(Token);
        Publish(0);
        await Eventually.TrueAsync(() => seen.Count == 8 * 100, "all events");
        Broker.Faults.DropLinks(new FaultScope { Client = "*-a" }).ShouldBe(8);
        Publish(100);
        await Eventually.TrueAsync(() => seen.Count == 8 * 200, "all events");
        await processor.StopProcessingAsync(Token);
        processor.Errors.ShouldBeEmpty();
        processor.Initialized.ShouldBe(8);
    }

    [Fact]
    public async Task A_missing_hub_fails_the_start()
    {
        var processor = new CountingProcessor(_store, Broker.ConnectionString + ";EntityPath=missing", "a", []);
        var failure = await Should.ThrowAsync<AggregateException>(() => processor.StartProcessingAsync(Token));
        failure.InnerException.ShouldBeOfType<EventHubsException>().Reason.ShouldBe(EventHubsException.FailureReason.ResourceNotFound);
    }

    private protected override void Configure(EventHubsBrokerOptions options)
    {
        options.Hubs.Clear();
        options.AddHub(Hub, 8);
    }

    private int Owned(string owner) => Enumerable.Range(0, 8).Count(i => _store.OwnerOf(i.ToString(CultureInfo.InvariantCulture)) == owner);

    private void Publish(int from)
    {
        for (var partition = 0; partition < 8; partition++)
        {
            Broker.Publish(Hub, partition.ToString(CultureInfo.InvariantCulture), Enumerable.Range(from, 100).Select(i => $"{i}"));
        }
    }

    private sealed class CountingProcessor : PluggableCheckpointStoreEventProcessor<EventProcessorPartition>
    {
        private readonly ConcurrentDictionary<(string, long), int> _seen;
        private int _initialized;

        public CountingProcessor(CheckpointStore store, string connectionString, string identifier, ConcurrentDictionary<(string, long), int> seen)
            : base(store, 50, Group, connectionString, new EventProcessorOptions
            {
                Identifier = identifier,
                LoadBalancingUpdateInterval = TimeSpan.FromMilliseconds(200),
                PartitionOwnershipExpirationInterval = TimeSpan.FromSeconds(30),
                MaximumWaitTime = TimeSpan.FromSeconds(1),
                RetryOptions = FastRetries(),
            }) => _seen = seen;

        public ConcurrentQueue<(Exception, string)> Errors { get; } = [];

        public int Initialized => _initialized;

        protected override Task OnInitializingPartitionAsync(EventProcessorPartition partition, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _initialized);
            return Task.CompletedTask;
        }

        protected override async Task OnProcessingEventBatchAsync(IEnumerable<EventData> events, EventProcessorPartition partition, CancellationToken cancellationToken)
        {
            EventData? last = null;
            foreach (var item in events)
            {
                _seen.AddOrUpdate((partition.PartitionId, item.SequenceNumber), 1, (_, times) => times + 1);
                last = item;
            }

            if (last is not null)
            {
                await UpdateCheckpointAsync(partition.PartitionId, CheckpointPosition.FromEvent(last), CancellationToken.None);
            }
        }

        protected override Task OnProcessingErrorAsync(Exception exception, EventProcessorPartition partition, string operationDescription, CancellationToken cancellationToken)
        {
            Errors.Enqueue((exception, operationDescription));
            return Task.CompletedTask;
        }
    }
}
