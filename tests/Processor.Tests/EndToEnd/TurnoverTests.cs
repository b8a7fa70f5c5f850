using Checkpointing;
using Checkpointing.Processor;
using Checkpointing.Processor.Hosting;
using Processor.Tests.Support;

namespace Processor.Tests.EndToEnd;

/// <summary>Processors come, go and come back, and the store fails before and after it has done its work; but nobody dies, and nothing expires.</summary>
public sealed class TurnoverTests
{
    private const int Rounds = 15;
    private const int EventsPerRound = 10;
    private static readonly string[] Policies = ["every event", "every 7 events", "every 100000 events", "every 50ms"];

    private readonly List<(string Name, EventHubsProcessor Processor)> _running = [];
    private readonly List<(string Name, EventHubsProcessor Processor)> _stopped = [];
    private bool _isCalm;

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(2, true, false)]
    [InlineData(3, true, true)]
    public async Task Whoever_comes_and_goes_nothing_is_processed_twice_and_nothing_is_left_behind(int seed, bool failsBefore, bool failsAfter)
    {
        var random = new Random(seed);
        await using Scene scene = await Scene.SetAsync(partitions: 12);
        var checkedStore = new JournalCheckedStore(scene.Memory, scene.Journal);
        var store = new ControlledStore(checkedStore);
        Func<StoreOperation, Task> fail = operation => !Volatile.Read(ref _isCalm) && Roll(12) == 0 ? throw ControlledStore.Fault(operation) : Task.CompletedTask;
        store.Before = failsBefore ? fail : store.Before;
        store.After = failsAfter ? fail : store.After;
        for (int round = 0; round < Rounds; round++)
        {
            scene.Publish(EventsPerRound);
            int dice = Roll(4);
            if (_running.Count == 0 || (dice <= 1 && _running.Count < 4))
            {
                await StartAsync(scene, store, Roll);
            }
            else if (dice == 2)
            {
                await StopAsync(scene, _running[Roll(_running.Count)]);
            }

            await Task.Delay(Roll(4) == 0 ? Roll(1500) : Roll(100), TestContext.Current.CancellationToken);
        }

        Volatile.Write(ref _isCalm, true);
        await StartAsync(scene, store, Roll);
        await scene.UntilProcessedAsync(Rounds * EventsPerRound);
        foreach ((string, EventHubsProcessor) leaving in _running.ToArray())
        {
            await StopAsync(scene, leaving);
        }

        scene.Journal.Duplicates.ShouldBe(0);
        checkedStore.Violations.ShouldBeEmpty();
        (await scene.StoredAsync()).ShouldAllBe(stored => stored == (Rounds * EventsPerRound) - 1);

        int Roll(int below)
        {
            lock (random)
            {
                return random.Next(below);
            }
        }
    }

    [Fact]
    public async Task Threads_that_start_and_stop_one_processor_do_not_cross_one_another()
    {
        const int Threads = 4;
        await using Scene scene = await Scene.SetAsync(partitions: 12);
        var store = new ControlledStore(scene.Memory);
        EventHubsProcessor processor = await scene.StartAsync("a", store, configure: options => options.PartitionOwnershipExpirationInterval = TimeSpan.FromSeconds(90));
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(async () =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                scene.Publish(1);
                await ((thread + round) % 2 == 0 ? processor.StopProcessingAsync() : processor.StartProcessingAsync());
            }
        })));

        await processor.StartProcessingAsync(TestContext.Current.CancellationToken);
        await scene.UntilProcessedAsync(Threads * Rounds);
        await processor.StopProcessingAsync(TestContext.Current.CancellationToken);
        scene.Journal.Duplicates.ShouldBe(0);
        (await scene.OwnershipAsync()).ShouldAllBe(record => record.OwnerId.Length == 0);
        (await scene.StoredAsync()).ShouldAllBe(stored => stored == (Threads * Rounds) - 1);
    }

    /// <summary>Starts a new processor, or one that was stopped before, until it has started.</summary>
    private async Task StartAsync(Scene scene, ICheckpointStore store, Func<int, int> roll)
    {
        if (_stopped.Count > 0 && roll(2) == 0)
        {
            (string Name, EventHubsProcessor Processor) back = _stopped[roll(_stopped.Count)];
            _stopped.Remove(back);
            await TryUntilDoneAsync(() => back.Processor.StartProcessingAsync());
            _running.Add(back);
            return;
        }

        string name = $"p{_running.Count + _stopped.Count + 1}";
        EventHubsProcessorOptions options = scene.Options(name, Policies[roll(Policies.Length)]);
        options.PartitionOwnershipExpirationInterval = TimeSpan.FromSeconds(90);
        options.MaxConcurrentEvents = roll(3) == 0 ? 3 : 1;
        var handler = new JournalHandler(name, scene.Journal, async (_, _, _) => await Task.Delay(roll(4), CancellationToken.None));
        EventHubsProcessor next = EventHubsProcessor.Create(store, handler, options);
        await TryUntilDoneAsync(() => next.StartProcessingAsync());
        _running.Add((name, next));
    }

    /// <summary>Stops a processor until it holds nothing any more: a stop that fails may be repeated.</summary>
    private async Task StopAsync(Scene scene, (string Name, EventHubsProcessor Processor) leaving)
    {
        _running.Remove(leaving);
        _stopped.Add(leaving);
        do
        {
            await TryUntilDoneAsync(() => leaving.Processor.StopProcessingAsync());
        }
        while ((await scene.OwnershipAsync()).Any(record => record.OwnerId == leaving.Name));
    }

    private static async Task TryUntilDoneAsync(Func<Task> step)
    {
        while (true)
        {
            try
            {
                await step();
                return;
            }
            catch (Exception exception) when (exception is CheckpointStoreException or AggregateException)
            {
                // The store has failed.
            }
        }
    }
}
