using Checkpointing;
using Checkpointing.Processor;
using Checkpointing.Processor.Hosting;
using Checkpointing.Processor.Ownership;
using Processor.Tests.Support;

namespace Processor.Tests.EndToEnd;

/// <summary>What others do is noticed soon, however seldom ownership is renewed: the interval of these processors is longer than any test lasts.</summary>
public sealed class TransferTests
{
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_processor_that_joins_gets_its_share_and_no_event_is_processed_twice()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 8);
        using var load = new CancellationTokenSource();
        Task<int> published = PublishAsync(scene, load.Token);
        await scene.StartAsync("a", scene.Memory, configure: Seldom);
        await HandoverTests.UntilSharedAsync(scene, ["a"], 8);
        await scene.StartAsync("b", scene.Memory, configure: Seldom);
        await HandoverTests.UntilSharedAsync(scene, ["a", "b"], 4);
        await scene.StartAsync("c", scene.Memory, configure: Seldom);
        await scene.StartAsync("d", scene.Memory, configure: Seldom);
        await HandoverTests.UntilSharedAsync(scene, ["a", "b", "c", "d"], 2);

        await load.CancelAsync();
        await scene.UntilProcessedAsync(await published);
        scene.Journal.Duplicates.ShouldBe(0);
        scene.Journal.Entries.Select(entry => entry.Processor).Distinct().Order().ShouldBe(["a", "b", "c", "d"]);
    }

    [Fact]
    public async Task A_rolling_deployment_repeats_nothing()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 8);
        using var load = new CancellationTokenSource();
        Task<int> published = PublishAsync(scene, load.Token);
        EventHubsProcessor[] former = [await scene.StartAsync("a1", scene.Memory, configure: Seldom), await scene.StartAsync("b1", scene.Memory, configure: Seldom)];
        await HandoverTests.UntilSharedAsync(scene, ["a1", "b1"], 4);
        foreach ((EventHubsProcessor old, string successor) in former.Zip(["a2", "b2"]))
        {
            await scene.StartAsync(successor, scene.Memory, configure: Seldom);
            await old.StopProcessingAsync();
        }

        await HandoverTests.UntilSharedAsync(scene, ["a2", "b2"], 4);
        await load.CancelAsync();
        await scene.UntilProcessedAsync(await published);
        scene.Journal.Duplicates.ShouldBe(0);
    }

    [Fact]
    public async Task A_partition_that_was_released_is_taken_up_at_once()
    {
        await using Scene scene = await Scene.SetAsync();
        EventHubsProcessor leaving = await scene.StartAsync("a", scene.Memory, configure: Seldom);
        await scene.StartAsync("b", scene.Memory, configure: Seldom);
        await HandoverTests.UntilSharedAsync(scene, ["a", "b"], 2);
        await leaving.StopProcessingAsync();
        await HandoverTests.UntilSharedAsync(scene, ["b"], 4);
        scene.Publish(10);
        await scene.UntilProcessedAsync(10);
    }

    [Fact]
    public async Task A_handler_finishes_its_event_before_the_partition_is_handed_over_and_begins_no_other()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 2);
        scene.Publish(20);
        var reached = new SemaphoreSlim(0);
        var gate = new TaskCompletionSource();
        var stopping = new TaskCompletionSource();
        await scene.StartAsync("a", scene.Memory, configure: Seldom, work: async (eventData, context, token) =>
        {
            if (eventData.SequenceNumber == 3)
            {
                reached.Release();
                await Eventually.UntilAsync(() => context.IsStopping || gate.Task.IsCompleted, "the wish of the other");
                stopping.TrySetResult();
                await gate.Task.WaitAsync(token);

                // Having asked whether it is to stop, it has to say that it is through with the event.
                context.MarkProcessed(eventData);
            }
        });
        await reached.WaitAsync(TestContext.Current.CancellationToken);
        await reached.WaitAsync(TestContext.Current.CancellationToken);
        await scene.StartAsync("b", scene.Memory, configure: Seldom);
        await stopping.Task;
        (await scene.OwnershipAsync()).ShouldAllBe(record => record.OwnerId == "a", "what was begun is not finished");
        gate.SetResult();
        await scene.UntilProcessedAsync(20);
        scene.Journal.Duplicates.ShouldBe(0);
        string moved = (await scene.OwnershipAsync()).Single(record => record.OwnerId == "b").PartitionId;
        scene.Journal.Of("a", moved).ShouldBe([0, 1, 2, 3]);
        scene.Journal.Of("b", moved)[0].ShouldBe(4);
    }

    [Fact]
    public async Task An_owner_that_does_not_hand_over_in_time_loses_the_partition_all_the_same()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 2);
        scene.Publish(5);
        var gate = new TaskCompletionSource();
        await scene.StartAsync(
            "a",
            scene.Memory,
            work: (_, _, _) => gate.Task,
            configure: options =>
            {
                Seldom(options);
                options.HandlerStopTimeout = options.FlushTimeout = Never;
            });
        await HandoverTests.UntilSharedAsync(scene, ["a"], 2);
        await scene.StartAsync("b", scene.Memory, configure: options =>
        {
            Seldom(options);
            options.HandoverTimeout = TimeSpan.FromSeconds(1);
        });
        await HandoverTests.UntilSharedAsync(scene, ["a", "b"], 1);
        gate.SetResult();
        await scene.UntilProcessedAsync(5);
    }

    [Fact]
    public async Task A_store_that_holds_no_requests_is_balanced_by_plain_stealing()
    {
        await using Scene scene = await Scene.SetAsync();
        var store = new ControlledStore(scene.Memory) { HoldsRequests = false };
        scene.Publish(50);
        await scene.StartAsync("a", store);
        await scene.StartAsync("b", store);
        await HandoverTests.UntilSharedAsync(scene, ["a", "b"], 2);
        await scene.UntilProcessedAsync(50);
        store.Calls.ShouldNotContain(call => call.StartsWith("request"));
    }

    [Fact]
    public async Task A_live_processor_notices_a_rewind_without_waiting_for_its_next_renewal()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        scene.Publish(20);
        await scene.StartAsync("a", scene.Memory, configure: Seldom);
        await scene.UntilProcessedAsync(20);
        await HandoverTests.WaitForStoredAsync(scene, 19);
        await scene.Memory.RewindAsync(scene.Group, [new PartitionRewind("0", 9, null, "operator")], default);
        await Eventually.UntilAsync(() => scene.Journal.Count == 30, "events 10 to 19 for the second time");
        scene.Journal.Of("a", "0")[20..].ShouldBe(Enumerable.Range(10, 10).Select(number => (long)number));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_partition_whose_handler_failed_goes_on_without_waiting_for_the_next_renewal(int atOnce)
    {
        await using Scene scene = await Scene.SetAsync(partitions: 2);
        scene.Publish(20);
        int failures = 0;
        await scene.StartAsync(
            "a",
            scene.Memory,
            work: (eventData, context, _) => eventData.SequenceNumber == 7 && context.PartitionId == "0" && Interlocked.Increment(ref failures) == 1
                ? throw new InvalidOperationException("once")
                : Task.CompletedTask,
            configure: options =>
            {
                Seldom(options);
                options.HandlerRetry.MaxRetries = 0;
                options.MaxConcurrentEvents = atOnce;
            });
        await scene.UntilProcessedAsync(20);
        failures.ShouldBeGreaterThan(1, "the event that failed is given again");
    }

    [Fact]
    public async Task A_second_live_process_with_one_identifier_is_refused()
    {
        await using Scene scene = await Scene.SetAsync();
        await scene.StartAsync("same", scene.Memory, configure: Seldom);
        await HandoverTests.UntilSharedAsync(scene, ["same"], 4);
        DuplicateIdentifierException refusal = await Should.ThrowAsync<DuplicateIdentifierException>(() => scene.StartAsync("same", scene.Memory, configure: Seldom));
        refusal.Message.ShouldContain("'same'");
        scene.Publish(10);
        await scene.UntilProcessedAsync(10);
        scene.Journal.Duplicates.ShouldBe(0, "the first one goes on undisturbed");
    }

    [Fact]
    public async Task A_process_that_died_gives_its_identifier_to_the_next_one()
    {
        await using Scene scene = await Scene.SetAsync();
        var crash = new Crash(scene.Memory);
        await scene.StartAsync("same", crash.Store, configure: Seldom);
        await HandoverTests.UntilSharedAsync(scene, ["same"], 4);
        crash.Happen();
        long[] epochs = [.. (await scene.OwnershipAsync()).Select(record => record.Epoch)];
        await scene.StartAsync("same", scene.Memory, configure: Seldom);
        await Eventually.UntilAsync(
            () => scene.OwnershipAsync().GetAwaiter().GetResult().All(record => record.Epoch > epochs.Max()), "a change of hands, which fences the dead one");
        scene.Publish(10);
        await scene.UntilProcessedAsync(10);
        crash.CleanUp();
    }

    private static void Seldom(EventHubsProcessorOptions options)
    {
        options.LoadBalancingUpdateInterval = Never;
        options.PartitionOwnershipExpirationInterval = Never * 3;
        options.OwnershipWatchInterval = TimeSpan.FromMilliseconds(200);
    }

    /// <summary>Publishes to all partitions, a little at a time, until it is told to end.</summary>
    /// <returns>How many events each partition got.</returns>
    private static async Task<int> PublishAsync(Scene scene, CancellationToken cancellationToken)
    {
        int published = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            scene.Publish(5);
            published += 5;
            await Task.Delay(10, CancellationToken.None);
        }

        return published;
    }
}
