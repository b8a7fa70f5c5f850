using Checkpointing;
using Checkpointing.Processor;
using Processor.Tests.Support;

namespace Processor.Tests.EndToEnd;

/// <summary>Everything at once: processors come and go, the store fails before and after it has done its work, partitions are taken by hand, connections are cut, handlers fail.</summary>
public sealed class ChaosTests
{
    private const int Rounds = 25;
    private const int EventsPerRound = 20;
    private static readonly string[] Policies = ["every event", "every 7 events", "end of batch", "every 50ms", "every 30 events or every 100ms"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whatever_happens_nothing_is_lost_and_no_checkpoint_covers_what_was_not_processed(int seed)
    {
        var random = new Random(seed);
        await using Scene scene = await Scene.SetAsync(partitions: 6);
        var checkedStore = new JournalCheckedStore(scene.Memory, scene.Journal);
        var store = new ControlledStore(checkedStore);
        bool isCalm = false;
        Func<StoreOperation, Task> fail = operation =>
        {
            lock (random)
            {
                return !isCalm && random.Next(12) == 0 ? throw ControlledStore.Fault(operation) : Task.CompletedTask;
            }
        };
        store.Before = fail;
        store.After = fail;
        var running = new List<EventHubsProcessor>();
        int started = 0;
        for (int round = 0; round < Rounds; round++)
        {
            scene.Publish(EventsPerRound);
            int dice = Roll(8);
            if (running.Count == 0 || (dice == 0 && running.Count < 4))
            {
                running.Add(await StartAsync($"p{++started}"));
            }
            else if (dice == 1)
            {
                EventHubsProcessor leaving = running[Roll(running.Count)];
                running.Remove(leaving);
                await StopAsync(leaving);
            }
            else if (dice == 2)
            {
                scene.Broker.Faults.CutConnections();
            }
            else if (dice is 3 or 4)
            {
                await TakeByHandAsync(scene, $"{Roll(scene.Partitions)}");
            }

            await Task.Delay(Roll(200), TestContext.Current.CancellationToken);
        }

        lock (random)
        {
            isCalm = true;
        }

        running.Add(await StartAsync("calm"));
        await scene.UntilProcessedAsync(Rounds * EventsPerRound);
        await Task.WhenAll(running.Select(StopAsync));

        // Some policies leave the last few events uncovered, and a partition taken by hand has nobody to write its last checkpoint.
        await scene.StartAsync("last", store, "every event");
        await HandoverTests.WaitForStoredAsync(scene, (Rounds * EventsPerRound) - 1);
        checkedStore.Violations.ShouldBeEmpty();

        int Roll(int below)
        {
            lock (random)
            {
                return random.Next(below);
            }
        }

        async Task<EventHubsProcessor> StartAsync(string name)
        {
            while (true)
            {
                try
                {
                    return await scene.StartAsync(name, store, Policies[Roll(Policies.Length)], (_, _, _) =>
                        !isCalm && Roll(500) == 0 ? throw new InvalidOperationException("a handler that fails now and then") : Task.CompletedTask);
                }
                catch (AggregateException)
                {
                    // The store failed the check at start.
                }
            }
        }
    }

    private static async Task StopAsync(EventHubsProcessor processor)
    {
        try
        {
            await processor.StopProcessingAsync();
        }
        catch (CheckpointStoreException)
        {
            // It could not release its partitions; they expire.
        }
    }

    private static async Task TakeByHandAsync(Scene scene, string partitionId)
    {
        if ((await scene.OwnershipAsync()).FirstOrDefault(record => record.PartitionId == partitionId) is { } record)
        {
            await scene.Memory.ClaimOwnershipAsync(scene.Group, [new OwnershipClaim(partitionId, "operator", "x", record.Version)], default);
        }
    }
}
