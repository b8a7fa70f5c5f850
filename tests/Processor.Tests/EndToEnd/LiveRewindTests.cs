using Checkpointing;
using Checkpointing.Processor.Hosting;
using Checkpointing.Processor.Rewinding;
using Processor.Tests.Support;

namespace Processor.Tests.EndToEnd;

/// <summary>Rewinds under processors that run: they go on from the new place without a restart, and nothing of theirs overwrites it.</summary>
public sealed class LiveRewindTests
{
    private const int Published = 100;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("InMemory", "sequence 40", 40)]
    [InlineData("InMemory", "earliest", 0)]
    [InlineData("Sqlite", "back 60", 40)]
    [InlineData("Sqlite", "offset", 70)]
    [InlineData("Postgres", "back 60", 40)]
    public async Task Live_processors_go_on_from_the_new_place_without_a_restart(string storeName, string target, int first)
    {
        await using SharedState state = await SharedState.MakeAsync(storeName);
        await using Scene scene = await Scene.SetAsync(partitions: 2, "reading");
        ICheckpointStore store = await state.OpenAsync();
        await scene.StartAsync("a", store, configure: Patient);
        await scene.StartAsync("b", await state.OpenAsync(), configure: Patient);
        await Eventually.UntilAsync(
            () => store.ListOwnershipAsync(scene.Group, default).GetAwaiter().GetResult().Items.Select(record => record.OwnerId).Order().SequenceEqual(["a", "b"]),
            "a partition for each processor");
        scene.Publish(Published);
        await scene.UntilProcessedAsync(Published);
        await UntilStoredAsync(scene, store, "1", Published - 1);
        await UntilStoredAsync(scene, store, "0", Published - 1);
        int before = scene.Journal.Entries.Count(entry => entry.PartitionId == "0");
        int others = scene.Journal.Entries.Count(entry => entry.PartitionId == "1");
        RewindTarget place = target == "offset" ? RewindTarget.FromOffset(scene.Broker.ReadStored(Scene.Hub, "0", first, 1).Single().Offset) : RewindTarget.Parse(target);
        await using CheckpointRewinder rewinder = CheckpointRewinder.Create(
            store, scene.Options("rewinder", "manual"), new CheckpointRewinderOptions { ReadingConsumerGroup = "reading" });

        RewindPlan plan = await rewinder.PlanAsync(place, ["0"], cancellationToken: Token);
        plan.Partitions.Single().LiveOwner.ShouldBeOneOf("a", "b");
        plan.EventsAgain.ShouldBe(Published - first);
        RewindReport report = await rewinder.ApplyAsync(plan, Token);

        report.IsComplete.ShouldBeTrue(report.ToString());
        await Eventually.UntilAsync(
            () => scene.Journal.Entries.Count(entry => entry.PartitionId == "0") >= before + Published - first, "the events that were rewound");
        await UntilStoredAsync(scene, store, "0", Published - 1);
        scene.Journal.Entries.Where(entry => entry.PartitionId == "0").Skip(before).Select(entry => entry.SequenceNumber)
            .ShouldBe(Enumerable.Range(first, Published - first).Select(number => (long)number), "exactly the events from the new place on");
        scene.Journal.Entries.Count(entry => entry.PartitionId == "1").ShouldBe(others, "the other partition is not touched");
        (await store.ListOwnershipAsync(scene.Group, Token)).Items.Single(record => record.PartitionId == "0").Epoch
            .ShouldBeGreaterThan(report.Partitions.Single().Rewound!.Epoch, "the claim after the rewind is a change of hands");
    }

    [Fact]
    public async Task A_processor_under_load_does_not_overwrite_the_rewind_and_replays_from_its_place()
    {
        await using SharedState state = await SharedState.MakeAsync("Sqlite");
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        ICheckpointStore store = await state.OpenAsync();
        var publishing = new CancellationTokenSource();
        scene.Publish(200);
        await scene.StartAsync("a", store, configure: Patient);
        await scene.UntilProcessedAsync(200);
        Task producer = Task.Run(async () =>
        {
            while (!publishing.IsCancellationRequested)
            {
                scene.Publish(5);
                await Task.Delay(2, CancellationToken.None);
            }
        });
        await using CheckpointRewinder rewinder = CheckpointRewinder.Create(store, scene.Options("rewinder", "manual"));
        for (int round = 1; round <= 3; round++)
        {
            long first = 50L * round;

            // A checkpoint that came to the place between plan and application would rightly be an objection.
            await UntilStoredAsync(scene, store, "0", stored => stored >= first + 149);
            int mark = scene.Journal.Count;
            RewindReport report = await rewinder.ApplyAsync(await rewinder.PlanAsync(RewindTarget.FromSequenceNumber(first), cancellationToken: Token), Token);
            report.IsComplete.ShouldBeTrue(report.ToString());
            await Eventually.UntilAsync(
                () => scene.Journal.Entries.Skip(mark).Any(entry => entry.SequenceNumber == first) && scene.Journal.Entries[^1].SequenceNumber > first + 200, "the replay");
            long[] read = [.. scene.Journal.Entries.Skip(mark).Select(entry => entry.SequenceNumber)];
            int turn = Array.IndexOf(read, first);
            read[turn..].ShouldBe(Enumerable.Range(0, read.Length - turn).Select(number => first + number), "from the new place on without a gap");
            read[..turn].ShouldAllBe(number => number > first, "until then it went on where it was");
        }

        await publishing.CancelAsync();
        await producer;
        await UntilStoredAsync(scene, store, "0", scene.Broker.GetPartition(Scene.Hub, "0").LastSequenceNumber);
    }

    [Fact]
    public async Task A_stopped_group_begins_at_the_new_place_and_may_skip_too()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        scene.Publish(Published);
        var processor = await scene.StartAsync("a", scene.Memory);
        await scene.UntilProcessedAsync(Published);
        await processor.StopProcessingAsync(Token);
        scene.Publish(Published);
        await using CheckpointRewinder rewinder = CheckpointRewinder.Create(scene.Memory, scene.Options("rewinder", "manual"));
        RewindPlan plan = await rewinder.PlanAsync(RewindTarget.FromSequenceNumber(150), cancellationToken: Token);
        (plan.Partitions.Single().LiveOwner, plan.EventsSkipped).ShouldBe((null, 50L));
        (await rewinder.ApplyAsync(plan, Token)).IsComplete.ShouldBeTrue();
        await scene.StartAsync("b", scene.Memory);
        await Eventually.UntilAsync(() => scene.Journal.Of("b", "0").Length == 50, "the rest");
        scene.Journal.Of("b", "0")[0].ShouldBe(150);
    }

    /// <summary>On a machine that has other things to do nobody shall expire: this is about rewinds.</summary>
    private static void Patient(EventHubsProcessorOptions options) => options.PartitionOwnershipExpirationInterval = TimeSpan.FromMinutes(1);

    private static Task UntilStoredAsync(Scene scene, ICheckpointStore store, string partitionId, long sequenceNumber) =>
        UntilStoredAsync(scene, store, partitionId, stored => stored == sequenceNumber);

    private static Task UntilStoredAsync(Scene scene, ICheckpointStore store, string partitionId, Func<long?, bool> isThere) => Eventually.UntilAsync(
        () => isThere(store.ReadCheckpointAsync(scene.Group, partitionId, default).GetAwaiter().GetResult()?.SequenceNumber), "the checkpoint");
}
