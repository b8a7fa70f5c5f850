using Checkpointing;
using Processor.Tests.Support;

namespace Processor.Tests.EndToEnd;

public sealed class OutageTests
{
    [Fact]
    public async Task While_the_store_is_down_events_are_processed_and_afterwards_checkpoints_catch_up()
    {
        await using Scene scene = await Scene.SetAsync();
        scene.Publish(50);
        var store = new ControlledStore(scene.Memory);
        await scene.StartAsync("a", store);
        await scene.UntilProcessedAsync(50);
        bool isDown = true;
        store.Before = operation => isDown ? throw ControlledStore.Fault(operation) : Task.CompletedTask;
        scene.Publish(50);
        await scene.UntilProcessedAsync(100);
        isDown = false;
        await HandoverTests.WaitForStoredAsync(scene, 99);
        await HandoverTests.UntilSharedAsync(scene, ["a"], 4);
        scene.Journal.Duplicates.ShouldBe(0, "nobody lost anything");
    }

    [Fact]
    public async Task A_store_that_is_down_is_not_called_in_a_tight_loop()
    {
        await using Scene scene = await Scene.SetAsync();
        var store = new ControlledStore(scene.Memory);
        int calls = 0;
        store.Before = operation =>
        {
            if (operation is StoreOperation.ListOwnership or StoreOperation.ClaimOwnership)
            {
                Interlocked.Increment(ref calls);
                throw ControlledStore.Fault(operation);
            }

            return Task.CompletedTask;
        };
        await scene.StartAsync("a", store);
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        calls.ShouldBeInRange(1, 20, "the SDK alone would call more than fifty times");
    }

    [Fact]
    public async Task A_partition_that_was_taken_by_hand_is_given_up_and_the_rest_goes_on()
    {
        await using Scene scene = await Scene.SetAsync();
        scene.Publish(20);
        await scene.StartAsync("a", scene.Memory);
        await scene.UntilProcessedAsync(20);
        await HandoverTests.WaitForStoredAsync(scene, 19);
        PartitionOwnership mine = (await scene.OwnershipAsync()).Single(record => record.PartitionId == "2");
        PartitionResults<PartitionOwnership> taken = new([], []);
        await Eventually.UntilAsync(
            () =>
            {
                mine = scene.OwnershipAsync().GetAwaiter().GetResult().Single(record => record.PartitionId == "2");
                taken = scene.Memory.ClaimOwnershipAsync(scene.Group, [new OwnershipClaim("2", "operator", "x", mine.Version)], default).GetAwaiter().GetResult();
                return taken.Items.Count == 1;
            },
            "the claim");
        scene.Publish(20);
        await Eventually.UntilAsync(
            () => Enumerable.Range(0, 4).Where(id => id != 2).All(id => scene.Journal.Of("a", $"{id}").Distinct().Count() == 40), "the other partitions");
        (await scene.StoredAsync())[2].ShouldBe(19, "a partition that was lost is not checkpointed");

        // The taker never renews, and so the partition comes back when it has expired.
        await scene.UntilProcessedAsync(40);
        await HandoverTests.WaitForStoredAsync(scene, 39);
    }

    [Fact]
    public async Task A_rewind_makes_a_live_processor_begin_again_at_the_new_place()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        scene.Publish(20);
        await scene.StartAsync("a", scene.Memory);
        await scene.UntilProcessedAsync(20);
        await HandoverTests.WaitForStoredAsync(scene, 19);
        await scene.Memory.RewindAsync(scene.Group, [new PartitionRewind("0", 9, null, "operator")], default);
        await Eventually.UntilAsync(() => scene.Journal.Count == 30, "events 10 to 19 for the second time");
        scene.Journal.Of("a", "0")[20..].ShouldBe(Enumerable.Range(10, 10).Select(number => (long)number));
        await HandoverTests.WaitForStoredAsync(scene, 19);
    }

    [Fact]
    public async Task A_partition_whose_record_cannot_be_read_is_left_alone_and_costs_the_others_nothing()
    {
        await using Scene scene = await Scene.SetAsync();
        var store = new ControlledStore(scene.Memory);
        bool isDamaged = true;
        store.Listed = results => isDamaged
            ? new PartitionResults<PartitionOwnership>(
                [.. results.Items.Where(record => record.PartitionId != "1")], [ControlledStore.Fault(StoreOperation.ListOwnership, "1", isTransient: false)])
            : results;
        scene.Publish(20);
        await scene.StartAsync("a", store);
        await HandoverTests.UntilSharedAsync(scene, ["a"], 3);
        await Eventually.UntilAsync(() => scene.Journal.Distinct == 60, "the three others");
        store.Calls.ShouldNotContain(call => call.StartsWith("claim") && call.Contains('1'));

        // Mended, it is taken like any other.
        isDamaged = false;
        await HandoverTests.UntilSharedAsync(scene, ["a"], 4);
        await scene.UntilProcessedAsync(20);
    }

    [Fact]
    public async Task A_handler_that_fails_once_gets_its_event_again_and_nothing_is_skipped()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 2);
        scene.Publish(40);
        int failures = 0;
        await scene.StartAsync("a", scene.Memory, work: (eventData, context, _) =>
            eventData.SequenceNumber == 17 && context.PartitionId == "0" && Interlocked.Increment(ref failures) == 1
                ? throw new InvalidOperationException("once")
                : Task.CompletedTask);
        await scene.UntilProcessedAsync(40);
        scene.Journal.Duplicates.ShouldBe(0, "what was processed before the failure was checkpointed before the partition began again");
        await HandoverTests.WaitForStoredAsync(scene, 39);
    }
}
