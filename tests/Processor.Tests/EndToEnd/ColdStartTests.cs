using Checkpointing;
using Checkpointing.Processor;
using Processor.Tests.Support;

namespace Processor.Tests.EndToEnd;

/// <summary>What it takes until processors have their partitions.</summary>
public sealed class ColdStartTests
{
    /// <summary>The SDK's processor makes 97 for this: for each partition a list, a claim and a read.</summary>
    [Fact]
    public async Task A_processor_that_starts_alone_has_32_partitions_after_a_fifth_of_the_calls_that_the_SDK_makes()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 32);
        scene.Publish(320);
        var store = new ControlledStore(scene.Memory);

        // No renewal shall fall due meanwhile, however slow the machine is.
        await scene.StartAsync("a", store, configure: options =>
        {
            options.LoadBalancingUpdateInterval = TimeSpan.FromSeconds(30);
            options.PartitionOwnershipExpirationInterval = TimeSpan.FromMinutes(2);
        });
        await scene.UntilProcessedAsync(320);
        string[] calls = [.. store.Calls.Where(call => !call.StartsWith("write", StringComparison.Ordinal))];
        calls.Length.ShouldBeLessThanOrEqualTo(97 / 5, string.Join("; ", calls));
        scene.Journal.Duplicates.ShouldBe(0);
    }

    [Fact]
    public async Task Processors_that_start_together_share_evenly_and_repeat_nothing()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 32);
        scene.Publish(320);
        foreach (string identifier in (string[])["a", "b", "c", "d"])
        {
            await scene.StartAsync(identifier, scene.Memory);
        }

        await HandoverTests.UntilSharedAsync(scene, ["a", "b", "c", "d"], 8);
        await scene.UntilProcessedAsync(320);
        scene.Journal.Duplicates.ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_processor_that_stops_while_it_starts_leaves_nothing_behind(bool keepsInstances)
    {
        await using Scene scene = await Scene.SetAsync(partitions: 32);
        var store = new ControlledStore(scene.Memory) { KeepsInstances = keepsInstances };
        int claims = 0;
        var won = new TaskCompletionSource();
        store.After = operation =>
        {
            if (operation == StoreOperation.ClaimOwnership && Interlocked.Increment(ref claims) == 2)
            {
                won.TrySetResult();
            }

            return Task.CompletedTask;
        };
        var processor = await scene.StartAsync("a", store);
        await won.Task.WaitAsync(TestContext.Current.CancellationToken);
        await processor.StopProcessingAsync(TestContext.Current.CancellationToken);
        (await scene.OwnershipAsync()).ShouldAllBe(record => record.OwnerId.Length == 0);
    }

    [Fact]
    public async Task A_start_that_fails_leaves_nothing_behind()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 32);
        var store = new ControlledStore(scene.Memory);
        int claims = 0;
        var won = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        store.After = operation =>
        {
            if (operation != StoreOperation.ClaimOwnership || Interlocked.Increment(ref claims) != 2)
            {
                return Task.CompletedTask;
            }

            won.TrySetResult();
            return never.Task;
        };

        store.BeforeRead = partitionId => FailCheckAsync(partitionId, won.Task);
        await Should.ThrowAsync<AggregateException>(() => scene.StartAsync("a", store));
        (await scene.OwnershipAsync()).ShouldNotBeEmpty();
        (await scene.OwnershipAsync()).ShouldAllBe(record => record.OwnerId.Length == 0);
    }

    [Fact]
    public async Task A_handler_that_runs_when_a_start_fails_has_the_time_for_its_end_that_it_has_at_a_stop()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        scene.Publish(10);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool wasCancelled = false;
        var store = new ControlledStore(scene.Memory) { BeforeRead = partitionId => FailCheckAsync(partitionId, reached.Task) };
        await Should.ThrowAsync<AggregateException>(() => scene.StartAsync("a", store, work: async (eventData, context, cancellationToken) =>
        {
            reached.TrySetResult();
            await Eventually.UntilAsync(() => context.IsStopping, "the stop");
            context.MarkProcessed(eventData);
            wasCancelled = cancellationToken.IsCancellationRequested;
        }));

        wasCancelled.ShouldBeFalse();
        await scene.StartAsync("b", scene.Memory);
        await scene.UntilProcessedAsync(10);
        scene.Journal.Duplicates.ShouldBe(0);
    }

    [Fact]
    public async Task A_start_after_a_stop_that_failed_finishes_it_first_and_does_not_pass_for_one_while_nothing_runs()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        scene.Publish(10);
        var store = new ControlledStore(scene.Memory);
        EventHubsProcessor processor = await scene.StartAsync("a", store);
        await scene.UntilProcessedAsync(10);
        store.Before = operation => operation == StoreOperation.ClaimOwnership ? throw ControlledStore.Fault(operation) : Task.CompletedTask;
        await Should.ThrowAsync<CheckpointStoreException>(() => processor.StopProcessingAsync(TestContext.Current.CancellationToken));
        await Should.ThrowAsync<CheckpointStoreException>(() => processor.StartProcessingAsync(TestContext.Current.CancellationToken));

        store.Before = _ => Task.CompletedTask;
        await processor.StartProcessingAsync(TestContext.Current.CancellationToken);
        processor.IsRunning.ShouldBeTrue();
        scene.Publish(10);
        await scene.UntilProcessedAsync(20);
    }

    /// <summary>Fails the check that the SDK makes at a start, when something has happened.</summary>
    private static async Task FailCheckAsync(string partitionId, Task when)
    {
        if (partitionId == "-1")
        {
            await when;
            throw ControlledStore.Fault(StoreOperation.ReadCheckpoint, partitionId);
        }
    }
}
