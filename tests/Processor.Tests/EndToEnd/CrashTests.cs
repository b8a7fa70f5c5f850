using Checkpointing;
using Processor.Tests.Support;

namespace Processor.Tests.EndToEnd;

/// <summary>
/// A crash as another processor sees it: the store hears nothing any more of the one that crashed, and its handler never comes back.
/// (The quickstart kills real processes.)
/// </summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData("every event", 0)]
    [InlineData("every 10 events", 9)]
    [InlineData("every 10 events or every 1h", 9)]
    [InlineData("every 200ms", 0)]
    [InlineData("manual", 60)]
    public async Task After_a_crash_no_more_is_repeated_than_the_policy_promises(string policy, int bound)
    {
        await using Scene scene = await Scene.SetAsync(partitions: 2);
        scene.Publish(100);
        var crash = new Crash(scene.Memory);
        await scene.StartAsync("a", crash.Store, policy, async (eventData, _, _) =>
        {
            if (eventData.SequenceNumber == 60)
            {
                await crash.NeverComesBackAsync();
            }
        });
        await Eventually.UntilAsync(() => scene.Journal.Count == 120 && crash.Stuck == 2, "both handlers at event 60");

        // Writes are not waited for by handlers; the bound is about what is due, so let what was posted arrive.
        await Eventually.UntilAsync(
            () => scene.StoredAsync().GetAwaiter().GetResult().All(stored => policy == "manual" ? stored == -1 : stored >= 59 - bound), "the due checkpoints");
        long[] stored = await scene.StoredAsync();
        crash.Happen();

        await scene.StartAsync("b", scene.Memory, policy);
        await scene.UntilProcessedAsync(100);

        for (int partition = 0; partition < 2; partition++)
        {
            long[] repeated = [.. scene.Journal.Of("a", $"{partition}").Intersect(scene.Journal.Of("b", $"{partition}"))];
            repeated.Length.ShouldBeLessThanOrEqualTo(bound);
            repeated.Length.ShouldBe((int)(59 - stored[partition]), "reading begins behind the checkpoint");
        }

        crash.CleanUp();
    }

    [Fact]
    public async Task No_more_than_the_bound_on_uncovered_events_is_repeated_although_the_store_was_down()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        scene.Publish(500);
        var crash = new Crash(scene.Memory);
        crash.Store.Before = operation => operation == StoreOperation.WriteCheckpoints ? throw ControlledStore.Fault(operation) : Task.CompletedTask;
        await scene.StartAsync("a", crash.Store, "every event", configure: options =>
        {
            options.BatchSize = 20;
            options.MaxUncheckpointedEvents = 100;
        });

        // The processor has come to a halt when it is past the last batch that fits.
        await Eventually.UntilAsync(() => scene.Journal.Count > 80, "the processor at its bound");
        crash.Happen();
        await scene.StartAsync("b", scene.Memory);
        await scene.UntilProcessedAsync(500);
        scene.Journal.Duplicates.ShouldBeInRange(81, 100);
        crash.CleanUp();
    }

    [Fact]
    public async Task A_crashed_processors_partitions_are_taken_over_when_they_have_expired_and_its_late_checkpoint_is_refused()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 2);
        scene.Publish(50);
        var crash = new Crash(scene.Memory);
        await scene.StartAsync("a", crash.Store, "every 1000 events", async (eventData, _, _) =>
        {
            if (eventData.SequenceNumber == 49)
            {
                await crash.NeverComesBackAsync();
            }
        });
        await Eventually.UntilAsync(() => crash.Stuck == 2, "both handlers at the last event");
        crash.Happen();
        await scene.StartAsync("b", scene.Memory, "every 10 events");
        await HandoverTests.UntilSharedAsync(scene, ["b"], 2);
        await scene.UntilProcessedAsync(50);
        await Eventually.UntilAsync(() => scene.StoredAsync().GetAwaiter().GetResult().All(stored => stored == 49), "the checkpoints of the new owner");

        // The one that seemed dead was only paused: now it goes on, and what it wants to write is of a former epoch.
        crash.CleanUp();
        scene.Publish(10);
        await scene.UntilProcessedAsync(60);
        await HandoverTests.WaitForStoredAsync(scene, 59);
        (await scene.OwnershipAsync()).Count.ShouldBe(2);
    }
}
