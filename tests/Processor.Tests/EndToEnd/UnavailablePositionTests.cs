using Azure.Messaging.EventHubs;
using Checkpointing;
using Checkpointing.Memory;
using Checkpointing.Processor;
using Checkpointing.Processor.Hosting;
using Checkpointing.Processor.Receiving;
using Processor.Tests.Support;

namespace Processor.Tests.EndToEnd;

/// <summary>Checkpoints that the hub no longer has: what follows them has expired, or the hub was made anew.</summary>
public sealed class UnavailablePositionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task By_default_an_expired_position_is_a_clear_error_and_the_other_partitions_go_on()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 2);
        scene.Publish(100);
        await StoreAsync(scene, scene.Memory, 20);
        scene.Broker.ExpireEvents(Scene.Hub, "0", 22);
        JournalHandler handler = new("a", scene.Journal);
        EventHubsProcessor processor = EventHubsProcessor.Create(scene.Memory, handler, scene.Options("a", "every event"));
        await processor.StartProcessingAsync(Token);
        try
        {
            await Eventually.UntilAsync(() => Unavailable(handler).Length > 1, "a second try");
            await Eventually.UntilAsync(() => scene.Journal.Of("a", "1").Length == 79, "the other partition");
        }
        finally
        {
            await processor.StopProcessingAsync(Token);
        }

        UnavailablePositionException error = Unavailable(handler)[0];
        (error.PartitionId, error.SequenceNumber, error.FirstSequenceNumber, error.LastSequenceNumber).ShouldBe(("0", 20L, 22L, 99L));
        error.Message.ShouldContain("1 events in between have expired");
        error.Message.ShouldContain("UnavailablePosition");
        scene.Journal.Of("a", "0").ShouldBeEmpty();
        (await scene.StoredAsync()).ShouldBe([20, 99]);
    }

    [Fact]
    public async Task Tries_come_at_growing_pauses_and_not_in_a_storm()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        scene.Publish(100);
        await StoreAsync(scene, scene.Memory, 20);
        scene.Broker.ExpireEvents(Scene.Hub, "0", 50);
        JournalHandler handler = new("a", scene.Journal);
        EventHubsProcessor processor = EventHubsProcessor.Create(scene.Memory, handler, scene.Options("a", "every event"));
        await processor.StartProcessingAsync(Token);
        await Eventually.UntilAsync(() => Unavailable(handler).Length > 0, "the first try");
        await Task.Delay(TimeSpan.FromSeconds(3), Token);
        await processor.StopProcessingAsync(Token);
        Unavailable(handler).Length.ShouldBeInRange(1, 5, "a balancing cycle of 300 ms alone would have tried ten times");
    }

    [Fact]
    public async Task What_follows_the_checkpoint_directly_is_no_loss_whatever_has_expired_before_it()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        scene.Publish(100);
        await StoreAsync(scene, scene.Memory, 49);
        scene.Broker.ExpireEvents(Scene.Hub, "0", 50);
        await scene.StartAsync("a", scene.Memory);
        await Eventually.UntilAsync(() => scene.Journal.Of("a", "0").Length == 50, "the rest");
        scene.Journal.Of("a", "0")[0].ShouldBe(50);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_partition_at_its_end_or_never_used_is_normal(bool wasUsed)
    {
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        if (wasUsed)
        {
            scene.Publish(10);
            await StoreAsync(scene, scene.Memory, 9);
            scene.Broker.ExpireEvents(Scene.Hub, "0", 10);
        }

        await scene.StartAsync("a", scene.Memory);
        await Eventually.UntilAsync(() => scene.Broker.Links.Any(link => link.ToString().Contains(Scene.Hub, StringComparison.OrdinalIgnoreCase)), "the reader");
        scene.Publish(5);
        await Eventually.UntilAsync(() => scene.Journal.Count == 5, "the new events");
    }

    [Theory]
    [InlineData(UnavailablePosition.Earliest, 60)]
    [InlineData(UnavailablePosition.CheckpointTime, 60)]
    public async Task An_expired_position_continues_at_the_first_event_there_is(UnavailablePosition choice, long first)
    {
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        scene.Publish(100);
        await StoreAsync(scene, scene.Memory, 20);
        scene.Broker.ExpireEvents(Scene.Hub, "0", 60);
        await scene.StartAsync("a", scene.Memory, configure: options => Choose(options, choice));
        await HandoverTests.WaitForStoredAsync(scene, 99);
        scene.Journal.Of("a", "0").ShouldBe(Enumerable.Range((int)first, 100 - (int)first).Select(number => (long)number));
    }

    [Fact]
    public async Task An_expired_position_continues_at_the_end_if_that_is_chosen()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        scene.Publish(100);
        await StoreAsync(scene, scene.Memory, 20);
        scene.Broker.ExpireEvents(Scene.Hub, "0", 60);
        await scene.StartAsync("a", scene.Memory, configure: options => options.UnavailablePosition = UnavailablePosition.Latest);
        await Eventually.UntilAsync(
            () =>
            {
                // From when on it is the end, nothing outside tells: publish until it reads.
                scene.Publish(1);
                return scene.Journal.Count > 0;
            },
            "a new event");
        scene.Journal.Of("a", "0").ShouldAllBe(number => number >= 100);
    }

    [Fact]
    public async Task In_a_hub_that_was_made_anew_the_position_is_an_error_too()
    {
        await using Scene former = await Scene.SetAsync(partitions: 1);
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        scene.Publish(30);
        await StoreAsync(scene, former.Memory, 5000);
        JournalHandler handler = new("a", scene.Journal);
        EventHubsProcessor processor = EventHubsProcessor.Create(former.Memory, handler, scene.Options("a", "every event"));
        await processor.StartProcessingAsync(Token);
        await Eventually.UntilAsync(() => Unavailable(handler).Length > 0, "the error");
        await processor.StopProcessingAsync(Token);
        Unavailable(handler)[0].Message.ShouldContain("the newest event of the hub is 29: the hub was made anew, or its namespace was failed over");
        scene.Journal.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(UnavailablePosition.Earliest, 0)]
    [InlineData(UnavailablePosition.Latest, 30)]
    [InlineData(UnavailablePosition.CheckpointTime, 0)]
    public async Task In_a_hub_that_was_made_anew_checkpoints_begin_anew_with_the_chosen_position(UnavailablePosition choice, long first)
    {
        InMemoryCheckpointStore store = new();
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        scene.Publish(30);
        await StoreAsync(scene, store, 5000);
        EventHubsProcessor processor = await scene.StartAsync("a", store, configure: options => Choose(options, choice));
        await Eventually.UntilAsync(() => Stored(scene, store) < 5000, "the position to be replaced");
        scene.Publish(10);
        await Eventually.UntilAsync(() => Stored(scene, store) == 39, "checkpoints that count from the new numbers");
        scene.Journal.Of("a", "0").ShouldBe(Enumerable.Range((int)first, 40 - (int)first).Select(number => (long)number));
        await processor.StopProcessingAsync(Token);
        await scene.StartAsync("b", store, configure: options => Choose(options, choice));
        scene.Publish(1);
        await Eventually.UntilAsync(() => Stored(scene, store) == 40, "the next event");
        scene.Journal.Of("b", "0").ShouldBe([40]);
    }

    [Fact]
    public async Task A_hub_that_does_not_tell_what_it_has_keeps_nobody_from_starting()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        scene.Publish(30);
        await StoreAsync(scene, scene.Memory, 9);
        JournalHandler handler = new("a", scene.Journal);
        var processor = new SilentHubProcessor(scene);
        await processor.StartProcessingAsync(Token);
        await Eventually.UntilAsync(() => processor.Handled.Count == 20, "the events behind the checkpoint");
        await processor.StopProcessingAsync(Token);
        processor.Handled[0].ShouldBe(10);
    }

    /// <summary>Nobody shall expire meanwhile, however busy the machine is.</summary>
    private static void Choose(EventHubsProcessorOptions options, UnavailablePosition choice) =>
        (options.UnavailablePosition, options.PartitionOwnershipExpirationInterval) = (choice, TimeSpan.FromMinutes(1));

    private static UnavailablePositionException[] Unavailable(JournalHandler handler) => [.. handler.Errors.OfType<UnavailablePositionException>()];

    private static long? Stored(Scene scene, InMemoryCheckpointStore store) =>
        store.ReadCheckpointAsync(scene.Group, "0", default).GetAwaiter().GetResult()?.SequenceNumber;

    private static async Task StoreAsync(Scene scene, InMemoryCheckpointStore store, long sequenceNumber) => await store.RewindAsync(
        scene.Group, [.. Enumerable.Range(0, scene.Partitions).Select(id => new PartitionRewind($"{id}", sequenceNumber, null, "test"))], Token);

    /// <summary>A processor whose first connection after the start of its partition, the one that asks what the hub has, cannot be made.</summary>
    private sealed class SilentHubProcessor(Scene scene) : CheckpointingProcessor<TestPartition>(
        scene.Memory,
        100,
        "$Default",
        scene.Broker.GetConnectionString(Scene.Hub),
        new CheckpointingProcessorOptions { MaximumWaitTime = TimeSpan.FromSeconds(1), LoadBalancingUpdateInterval = Scene.Interval, PartitionOwnershipExpirationInterval = Scene.Expiration })
    {
        private volatile bool _fails;

        public List<long> Handled { get; } = [];

        protected override EventHubConnection CreateConnection()
        {
            bool fails = _fails;
            _fails = false;
            return fails ? throw new EventHubsException(isTransient: true, EventHubName, "scripted") : base.CreateConnection();
        }

        protected override Task OnPartitionStartedAsync(TestPartition partition, Checkpointing.Processor.Handling.ProcessingContext context, CancellationToken cancellationToken)
        {
            _fails = true;
            return Task.CompletedTask;
        }

        protected override Task ProcessEventBatchAsync(
            IReadOnlyList<EventData> events, TestPartition partition, Checkpointing.Processor.Handling.ProcessingContext context, CancellationToken cancellationToken)
        {
            Handled.AddRange(events.Select(eventData => eventData.SequenceNumber));
            return Task.CompletedTask;
        }

        protected override Task OnProcessingErrorAsync(Exception exception, TestPartition partition, string operationDescription, CancellationToken cancellationToken) =>
            Task.CompletedTask;
    }
}
