using System.Diagnostics;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Producer;
using Checkpointing;
using Checkpointing.Memory;
using Checkpointing.Processor;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Hosting;
using Devkit.EventHubs.Broker;
using Processor.Tests.Support;

namespace Processor.Tests.EndToEnd;

public sealed class PoisonTests
{
    [Fact]
    public async Task A_dead_letter_reaches_the_other_event_hub_with_everything_and_the_checkpoint_passes()
    {
        await using EventHubsBroker broker = await EventHubsBroker.StartAsync(new EventHubsBrokerOptions().AddHub("orders", 1).AddHub("dead", 4));
        await using (var producer = new EventHubProducerClient(broker.GetConnectionString("orders")))
        {
            var poison = new EventData("poison") { ContentType = "text/plain", CorrelationId = "c-1", MessageId = "m-1" };
            poison.Properties["price"] = 12.5;
            poison.GetRawAmqpMessage().Properties.Subject = "an order";
            await producer.SendAsync([new EventData("good")], new SendEventOptions { PartitionKey = "customer 7" });
            await producer.SendAsync([poison], new SendEventOptions { PartitionKey = "customer 7" });
            await producer.SendAsync([new EventData("good")], new SendEventOptions { PartitionKey = "customer 7" });
        }

        var journal = new Journal();
        var store = new InMemoryCheckpointStore();
        EventHubsProcessor processor = EventHubsProcessor.Create(store, new JournalHandler("a", journal, FailAtPoison), Options(broker));
        await processor.StartProcessingAsync();
        var group = new ConsumerGroup(broker.FullyQualifiedNamespace, "orders", "$Default");
        await Eventually.UntilAsync(
            () => store.ReadCheckpointAsync(group, "0", default).GetAwaiter().GetResult()?.SequenceNumber == 2, "the checkpoint behind all three");
        EventData letter = await ReadOneAsync(broker, broker.GetPartitionForKey("dead", "customer 7"));
        await processor.StopProcessingAsync();

        journal.Of("a", "0").ShouldBe([0, 2]);
        (letter.EventBody.ToString(), letter.ContentType, letter.CorrelationId, letter.MessageId, letter.PartitionKey)
            .ShouldBe(("poison", "text/plain", "c-1", "m-1", "customer 7"));
        letter.SystemProperties["subject"].ShouldBe("an order");
        letter.Properties["price"].ShouldBe(12.5);
        StoredEvent original = broker.ReadStored("orders", "0", 1, 1)[0];
        letter.Properties[DeadLetterProperties.Namespace].ShouldBe(broker.FullyQualifiedNamespace);
        letter.Properties[DeadLetterProperties.EventHub].ShouldBe("orders");
        letter.Properties[DeadLetterProperties.ConsumerGroup].ShouldBe("$Default");
        letter.Properties[DeadLetterProperties.Partition].ShouldBe("0");
        letter.Properties[DeadLetterProperties.SequenceNumber].ShouldBe(1L);
        letter.Properties[DeadLetterProperties.Offset].ShouldBe(original.Offset);
        letter.Properties[DeadLetterProperties.EnqueuedTime].ShouldBe(original.EnqueuedTime.UtcDateTime);
        letter.Properties[DeadLetterProperties.Attempts].ShouldBe(2);
        letter.Properties[DeadLetterProperties.ExceptionType].ShouldBe("System.InvalidOperationException");
        letter.Properties[DeadLetterProperties.ExceptionMessage].ShouldBe("cannot be processed");
        ((string)letter.Properties[DeadLetterProperties.ExceptionStackTrace]).ShouldContain(nameof(FailAtPoison));
    }

    [Fact]
    public async Task A_dead_letter_hub_that_takes_nothing_stops_the_partition_until_it_does()
    {
        await using EventHubsBroker broker = await EventHubsBroker.StartAsync(new EventHubsBrokerOptions().AddHub("orders", 1).AddHub("dead", 1));
        broker.Publish("orders", "0", "good", "poison", "good");
        var journal = new Journal();
        var store = new InMemoryCheckpointStore();
        var handler = new JournalHandler("a", journal, FailAtPoison);
        EventHubsProcessorOptions options = Options(broker);
        bool isBroken = true;
        var sink = new EventHubDeadLetterSink(options.DeadLetter!);
        await using (sink)
        {
            options.DeadLetter = null;
            options.DeadLetterSink = new FuncSink((letter, token) => isBroken ? throw new IOException("not now") : sink.StoreAsync(letter, token));
            EventHubsProcessor processor = EventHubsProcessor.Create(store, handler, options);
            await processor.StartProcessingAsync();
            await Eventually.UntilAsync(() => handler.Errors.Any(error => error.InnerException is DeadLetterException), "the report");
            journal.Of("a", "0").ShouldBe([0]);
            isBroken = false;
            await Eventually.UntilAsync(() => journal.Distinct == 2, "the event behind it");
            await processor.StopProcessingAsync();
            broker.ReadStored("dead", "0").Single().BodyText.ShouldBe("poison");
            journal.Duplicates.ShouldBe(0);
        }
    }

    [Fact]
    public async Task A_partition_that_stopped_at_a_poisonous_event_goes_on_after_its_pause()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 2);
        scene.Publish(30);
        long failed = 0;
        long again = 0;
        await scene.StartAsync(
            "a",
            scene.Memory,
            work: (eventData, context, _) =>
            {
                if (eventData.SequenceNumber == 17 && context.PartitionId == "0")
                {
                    if (Interlocked.CompareExchange(ref failed, Stopwatch.GetTimestamp(), 0) == 0)
                    {
                        throw new InvalidOperationException("once");
                    }

                    Interlocked.CompareExchange(ref again, Stopwatch.GetTimestamp(), 0);
                }

                return Task.CompletedTask;
            },
            configure: options => options.HandlerRetry.MaxRetries = 0);
        await scene.UntilProcessedAsync(30);
        scene.Journal.Duplicates.ShouldBe(0, "what was finished before is kept");
        Stopwatch.GetElapsedTime(failed, again).ShouldBeInRange(TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Several_events_at_once_lose_nothing_over_failures_and_a_restart()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 2);
        var store = new JournalCheckedStore(scene.Memory, scene.Journal);
        scene.Publish(200);
        var random = new Random(1);
        EventHubsProcessor first = await scene.StartAsync("a", store, work: WorkAsync, configure: Configure);
        await Eventually.UntilAsync(() => scene.Journal.Distinct > 100, "some events");
        await first.StopProcessingAsync();
        await scene.StartAsync("b", store, work: WorkAsync, configure: Configure);
        await scene.UntilProcessedAsync(200);
        await HandoverTests.WaitForStoredAsync(scene, 199);
        store.Violations.ShouldBeEmpty();

        static void Configure(EventHubsProcessorOptions options)
        {
            options.MaxConcurrentEvents = 8;
            options.ConcurrencyKey = eventData => $"{eventData.SequenceNumber % 5}";
            options.HandlerRetry = new HandlerRetryOptions { MaxRetries = 10, Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) };
        }

        async Task WorkAsync(EventData eventData, ProcessingContext context, CancellationToken cancellationToken)
        {
            int dice;
            lock (random)
            {
                dice = random.Next(10);
            }

            await Task.Delay(dice, cancellationToken);
            if (dice == 0)
            {
                throw new InvalidOperationException("now and then");
            }
        }
    }

    private static Task FailAtPoison(EventData eventData, ProcessingContext context, CancellationToken cancellationToken) =>
        eventData.EventBody.ToString() == "poison" ? throw new InvalidOperationException("cannot be processed") : Task.CompletedTask;

    private static EventHubsProcessorOptions Options(EventHubsBroker broker) => new()
    {
        ConnectionString = broker.GetConnectionString("orders"),
        CheckpointPolicy = Checkpointing.Policies.CheckpointPolicy.EveryEvent,
        LoadBalancingUpdateInterval = Scene.Interval,
        PartitionOwnershipExpirationInterval = Scene.Expiration,
        MaximumWaitTime = TimeSpan.FromSeconds(1),
        HandlerRetry = new HandlerRetryOptions { MaxRetries = 1, Delay = TimeSpan.FromMilliseconds(10) },
        PoisonPolicy = PoisonPolicy.DeadLetter,
        DeadLetter = new EventHubDeadLetterOptions { ConnectionString = broker.GetConnectionString("dead") },
    };

    private static async Task<EventData> ReadOneAsync(EventHubsBroker broker, string partitionId)
    {
        await using var consumer = new EventHubConsumerClient("$Default", broker.GetConnectionString("dead"));
        await foreach (PartitionEvent read in consumer.ReadEventsFromPartitionAsync(partitionId, EventPosition.Earliest))
        {
            return read.Data;
        }

        throw new InvalidOperationException("unreachable");
    }
}
