using Checkpointing;
using Checkpointing.Processor;
using Processor.Tests.Support;

namespace Processor.Tests.EndToEnd;

public sealed class HandoverTests
{
    [Fact]
    public async Task A_processor_reads_everything_once_and_checkpoints_the_end()
    {
        await using Scene scene = await Scene.SetAsync();
        scene.Publish(250);
        await scene.StartAsync("a", scene.Memory);
        await scene.UntilProcessedAsync(250);
        await WaitForStoredAsync(scene, 249);
        scene.Journal.Duplicates.ShouldBe(0);
        for (int partition = 0; partition < scene.Partitions; partition++)
        {
            scene.Journal.Of("a", $"{partition}").ShouldBe(Enumerable.Range(0, 250).Select(number => (long)number), $"partition {partition} in order");
        }
    }

    [Fact]
    public async Task A_graceful_stop_stores_the_last_checkpoint_of_each_partition_before_it_releases_it()
    {
        await using Scene scene = await Scene.SetAsync();
        var store = new ControlledStore(scene.Memory);
        scene.Publish(100);
        EventHubsProcessor processor = await scene.StartAsync("a", store, "every 100000 events");
        await scene.UntilProcessedAsync(100);
        store.Calls.ShouldNotContain(call => call.StartsWith("write"));

        await processor.StopProcessingAsync();

        string[] calls = store.Calls;
        int release = Array.FindIndex(calls, call => call.StartsWith("release"));
        release.ShouldBe(calls.Length - 1);
        string written = string.Join(',', calls.Where(call => call.StartsWith("write")));
        for (int partition = 0; partition < scene.Partitions; partition++)
        {
            written.ShouldContain($"{partition}@99");
        }

        (await scene.OwnershipAsync()).ShouldAllBe(record => record.OwnerId.Length == 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_release_for_which_the_store_fails_twice_is_made_by_the_same_stop_all_the_same(bool blocksThread)
    {
        await using Scene scene = await Scene.SetAsync();
        var store = new ControlledStore(scene.Memory);
        scene.Publish(10);
        EventHubsProcessor processor = await scene.StartAsync("a", store);
        await scene.UntilProcessedAsync(10);
        int failures = 0;
        store.Before = operation => operation == StoreOperation.ClaimOwnership && processor is { IsRunning: false } && Interlocked.Increment(ref failures) <= 2
            ? throw ControlledStore.Fault(operation)
            : Task.CompletedTask;

        await (blocksThread ? Task.Run(() => processor.StopProcessing()) : processor.StopProcessingAsync());

        failures.ShouldBe(3);
        (await scene.OwnershipAsync()).ShouldAllBe(record => record.OwnerId.Length == 0);
        await processor.StartProcessingAsync(TestContext.Current.CancellationToken);
        processor.IsRunning.ShouldBeTrue();
    }

    [Fact]
    public async Task A_stop_is_not_held_up_by_a_store_that_has_been_gone_for_longer_than_a_call_may_take()
    {
        await using Scene scene = await Scene.SetAsync();
        var store = new ControlledStore(scene.Memory);
        TimeSpan limit = TimeSpan.FromMilliseconds(200);
        EventHubsProcessor processor = await scene.StartAsync("a", store, configure: options => options.StoreCallTimeout = limit);
        int attempts = 0;
        store.Before = operation =>
        {
            // Each attempt fails with its first call: the release, or the list before it.
            attempts += operation is StoreOperation.ClaimOwnership or StoreOperation.ListOwnership && !processor.IsRunning ? 1 : 0;
            throw ControlledStore.Fault(operation);
        };
        await Eventually.UntilAsync(() => processor.GetStatus().StoreFailingFor >= limit, "an outage");

        await Should.ThrowAsync<CheckpointStoreException>(() => processor.StopProcessingAsync());
        attempts.ShouldBe(1);
        store.Before = _ => Task.CompletedTask;
    }

    [Fact]
    public async Task A_graceful_handover_repeats_nothing_and_loses_nothing()
    {
        await using Scene scene = await Scene.SetAsync();
        scene.Publish(100);
        EventHubsProcessor first = await scene.StartAsync("a", scene.Memory, "every 100000 events");
        await Eventually.UntilAsync(() => scene.Journal.Count > 150, "some events");
        await first.StopProcessingAsync();
        scene.Publish(100);
        await scene.StartAsync("b", scene.Memory, "every 100000 events");
        await scene.UntilProcessedAsync(200);
        scene.Journal.Duplicates.ShouldBe(0);
    }

    [Fact]
    public async Task A_stop_lets_the_handler_finish_its_event_and_begins_no_other()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        scene.Publish(10);
        var reached = new TaskCompletionSource();
        bool wasCancelled = false;
        EventHubsProcessor processor = await scene.StartAsync("a", scene.Memory, work: async (eventData, context, cancellationToken) =>
        {
            if (eventData.SequenceNumber == 3)
            {
                reached.SetResult();
                await Eventually.UntilAsync(() => context.IsStopping, "the stop");

                // Having asked, it has to say that it is through with the event.
                context.MarkProcessed(eventData);
                wasCancelled = cancellationToken.IsCancellationRequested;
            }
        });
        await reached.Task;
        await processor.StopProcessingAsync();
        wasCancelled.ShouldBeFalse("a handler is given time to end");
        scene.Journal.Count.ShouldBe(4);
        (await scene.StoredAsync()).ShouldBe([3L]);
        await scene.StartAsync("b", scene.Memory);
        await scene.UntilProcessedAsync(10);
        scene.Journal.Duplicates.ShouldBe(0);
    }

    [Fact]
    public async Task A_handler_that_does_not_end_is_cancelled_at_the_deadline_and_its_event_is_given_again()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        scene.Publish(10);
        var reached = new TaskCompletionSource();
        EventHubsProcessor processor = await scene.StartAsync(
            "a",
            scene.Memory,
            work: async (eventData, _, cancellationToken) =>
            {
                if (eventData.SequenceNumber == 3)
                {
                    reached.SetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                }
            },
            configure: options => options.HandlerStopTimeout = TimeSpan.FromMilliseconds(100));
        await reached.Task;
        await processor.StopProcessingAsync();
        (await scene.StoredAsync()).ShouldBe([2L]);
        await scene.StartAsync("b", scene.Memory);
        await scene.UntilProcessedAsync(10);
        scene.Journal.Duplicates.ShouldBe(0);
    }

    [Fact]
    public async Task A_second_processor_takes_its_share_and_nothing_is_lost()
    {
        await using Scene scene = await Scene.SetAsync();
        scene.Publish(100);
        await scene.StartAsync("a", scene.Memory);
        await scene.UntilProcessedAsync(100);
        await scene.StartAsync("b", scene.Memory);
        await UntilSharedAsync(scene, ["a", "b"], 2);
        scene.Publish(100);
        await scene.UntilProcessedAsync(200);
        await WaitForStoredAsync(scene, 199);
    }

    [Fact]
    public async Task A_stopped_processor_can_start_again()
    {
        await using Scene scene = await Scene.SetAsync();
        scene.Publish(20);
        EventHubsProcessor processor = await scene.StartAsync("a", scene.Memory);
        await scene.UntilProcessedAsync(20);
        await processor.StopProcessingAsync();
        scene.Publish(20);
        await processor.StartProcessingAsync();
        await scene.UntilProcessedAsync(40);
        scene.Journal.Duplicates.ShouldBe(0);
    }

    [Fact]
    public async Task A_cut_of_all_connections_loses_nothing()
    {
        await using Scene scene = await Scene.SetAsync();
        scene.Publish(50);
        await scene.StartAsync("a", scene.Memory);
        await scene.UntilProcessedAsync(50);
        scene.Broker.Faults.CutConnections();
        scene.Publish(50);
        await scene.UntilProcessedAsync(100);
    }

    internal static Task WaitForStoredAsync(Scene scene, long sequenceNumber) => Eventually.UntilAsync(
        () => scene.StoredAsync().GetAwaiter().GetResult().All(stored => stored == sequenceNumber), $"checkpoints at {sequenceNumber}");

    internal static Task UntilSharedAsync(Scene scene, string[] processors, int each) => Eventually.UntilAsync(
        () =>
        {
            IReadOnlyList<PartitionOwnership> records = scene.OwnershipAsync().GetAwaiter().GetResult();
            return processors.All(name => records.Count(record => record.OwnerId == name) == each);
        },
        $"{each} partitions for each processor");
}
