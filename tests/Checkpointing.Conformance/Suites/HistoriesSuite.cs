using Checkpointing.Conformance.Histories;
using Checkpointing.Memory;
using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>
/// All rules together: random calls of several clients, one after another against the in-memory store, and at once against the contract's
/// order.
/// </summary>
public abstract class HistoriesSuite(StoreHarness harness) : ConformanceTest(harness)
{
    private const int Clients = 4;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Calls_one_after_another_are_answered_as_the_in_memory_store_answers_them(int seed)
    {
        ICheckpointStore[] clients = await OpenManyAsync();
        ModelComparison comparison = new(Group, clients, new InMemoryCheckpointStore(), Harness.Traits, seed);

        for (int step = 0; step < 80; step++)
        {
            await comparison.StepAsync(Token);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Calls_at_once_are_answered_as_if_they_had_come_one_after_another(int seed)
    {
        ICheckpointStore[] stores = await OpenManyAsync();
        HistoryClient[] clients = [.. stores.Select((store, number) => new HistoryClient(number, store, Group, Harness.Traits, (seed * 100) + number))];
        HistoryClient first = new(Clients, await OpenAsync(), Group, Harness.Traits, seed);
        if (Has(StoreTraits.LocalEpochs))
        {
            // The race for the very first checkpoint is the one that such a store cannot fence.
            await first.PrepareAsync(Token);
        }

        await Task.WhenAll(clients.Select(client => Task.Run(() => client.RunAsync(calls: 15, Token), Token)));

        HistoryEntry[] history = [.. clients.Append(first).SelectMany(client => client.Entries).OrderBy(entry => entry.Invoked)];
        LinearizabilityChecker.IsLinearizable(history).ShouldBeTrue($"seed {seed}:\n{string.Join('\n', history.AsEnumerable())}");
    }

    private async Task<ICheckpointStore[]> OpenManyAsync()
    {
        ICheckpointStore[] clients = new ICheckpointStore[Clients];
        for (int index = 0; index < Clients; index++)
        {
            clients[index] = await OpenAsync();
        }

        return clients;
    }
}
