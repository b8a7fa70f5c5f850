using Checkpointing.Conformance.Histories;
using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>
/// All rules together: random calls of several clients, one after another against the in-memory store, and at once against the contract's
/// order. <see cref="Knobs"/> says how many, and where a failure told its seed, that one again.
/// </summary>
public abstract class HistoriesSuite(StoreHarness harness) : ConformanceTest(harness)
{
    private IEnumerable<int> Seeds => Enumerable.Range(Knobs.Seed, Knobs.Histories ?? Harness.Histories);

    [Fact]
    public async Task Calls_one_after_another_are_answered_as_the_in_memory_store_answers_them()
    {
        ICheckpointStore[] clients = await OpenManyAsync(RandomHistories.Clients);
        foreach (int seed in Seeds)
        {
            await RandomHistories.CompareAsync(clients, Harness.NewGroup(), Harness.Traits, seed, Token);
        }
    }

    [Theory]
    [InlineData(HistoryTrouble.None)]
    [InlineData(HistoryTrouble.Cancellation)]
    public async Task Calls_at_once_are_answered_as_if_they_had_come_one_after_another(HistoryTrouble trouble)
    {
        if (Has(StoreTraits.PassingClaims))
        {
            // A version that nobody has won is one that no order of these calls explains. Such a store has histories of its own.
            return;
        }

        ICheckpointStore[] clients = await OpenManyAsync(RandomHistories.Clients + 1);
        foreach (int seed in Seeds)
        {
            (await RandomHistories.JudgeAsync(clients, Harness.NewGroup(), Harness.Traits, seed, trouble, Token)).ShouldBeNull();
        }
    }
}
