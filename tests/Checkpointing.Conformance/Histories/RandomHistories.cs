using Checkpointing.Memory;

namespace Checkpointing.Conformance.Histories;

/// <summary>Histories of random calls, and their judges. One seed makes the same calls each time; how concurrent ones meet is up to the machine.</summary>
public static class RandomHistories
{
    /// <summary>How many clients take part.</summary>
    public const int Clients = 4;

    private const int Steps = 40;
    private const int CallsPerClient = 15;

    /// <summary>Makes calls one after another, on a store through several clients and on the in-memory store, and compares all answers.</summary>
    /// <param name="clients">The clients.</param>
    /// <param name="group">A consumer group that was never used.</param>
    /// <param name="traits">In which permitted ways the store differs.</param>
    /// <param name="seed">Says which calls.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Shouldly.ShouldAssertException">An answer differs; the message has the seed and the calls.</exception>
    public static async Task CompareAsync(
        IReadOnlyList<ICheckpointStore> clients, ConsumerGroup group, StoreTraits traits, int seed, CancellationToken cancellationToken)
    {
        ModelComparison comparison = new(group, [.. clients], new InMemoryCheckpointStore(), traits, seed);
        for (int step = 0; step < Steps; step++)
        {
            await comparison.StepAsync(cancellationToken);
        }
    }

    /// <summary>Makes calls of several clients at once, and judges whether they could have come one after another.</summary>
    /// <param name="clients">The clients, and one more that comes before them.</param>
    /// <param name="group">A consumer group that was never used.</param>
    /// <param name="traits">In which permitted ways the store differs.</param>
    /// <param name="seed">Says which calls.</param>
    /// <param name="trouble">What befalls the calls.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null if all is well, or else the seed and the calls with their answers.</returns>
    public static async Task<string?> JudgeAsync(
        IReadOnlyList<ICheckpointStore> clients, ConsumerGroup group, StoreTraits traits, int seed, HistoryTrouble trouble, CancellationToken cancellationToken)
    {
        HistoryClient first = new(clients.Count, clients[^1], group, traits, seed);
        if ((traits & StoreTraits.LocalEpochs) != 0)
        {
            // The race for the very first checkpoint is the one that such a store cannot fence.
            await first.PrepareAsync(cancellationToken);
        }

        HistoryClient[] all =
            [.. clients.Take(clients.Count - 1).Select((store, number) => new HistoryClient(number, store, group, traits, (seed * 100) + number, trouble))];
        await Task.WhenAll(all.Select(client => Task.Run(() => client.RunAsync(CallsPerClient, cancellationToken), cancellationToken)));

        HistoryEntry[] history = [.. all.Append(first).SelectMany(client => client.Entries).OrderBy(entry => entry.Invoked)];
        return LinearizabilityChecker.IsLinearizable(history) ? null : $"{Knobs.SeedVariable}={seed}:\n{string.Join('\n', history.AsEnumerable())}";
    }
}
