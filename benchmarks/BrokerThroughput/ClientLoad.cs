using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;
using Devkit.EventHubs.Broker;

namespace BrokerThroughput;

/// <summary>The Event Hubs client of the devkit: a producer for all partitions, a receiver for each.</summary>
internal sealed class ClientLoad(LoadOptions options) : ILoad
{
    private const int ReadCount = 500;

    public string Name => "devkit client";

    public async Task PublishAsync(EventHubsBroker broker, string hub, Tally tally, CancellationToken stop)
    {
        byte[] body = new byte[options.EventSize];
        await using var producer = new EventHubProducerClient(broker.ConnectionString, hub);
        await Workers.RunAsync(options.PartitionCount, async partition =>
        {
            var target = new CreateBatchOptions { PartitionId = partition };
            while (!stop.IsCancellationRequested)
            {
                await tally.WaitForReadersAsync(stop);
                using EventDataBatch batch = await producer.CreateBatchAsync(target, stop);
                while (batch.Count < options.BatchCount && batch.TryAdd(new EventData(body)))
                {
                }

                int count = batch.Count;
                await producer.SendAsync(batch, stop);
                tally.AddPublished(count);
            }
        }, stop);
    }

    public Task ReceiveAsync(EventHubsBroker broker, string hub, Tally tally, CancellationToken stop) =>
        Workers.RunAsync(options.PartitionCount, async partition =>
        {
            await using var receiver = new PartitionReceiver(
                EventHubConsumerClient.DefaultConsumerGroupName,
                partition,
                EventPosition.Earliest,
                broker.ConnectionString,
                hub,
                new PartitionReceiverOptions { PrefetchCount = 2 * ReadCount, TrackLastEnqueuedEventProperties = false });
            while (!stop.IsCancellationRequested)
            {
                IEnumerable<EventData> events = await receiver.ReceiveBatchAsync(ReadCount, TimeSpan.FromSeconds(1), stop);
                tally.AddReceived(events.Count());
            }
        }, stop);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
