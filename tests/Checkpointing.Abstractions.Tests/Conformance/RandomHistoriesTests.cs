using Checkpointing.Conformance;
using Checkpointing.Conformance.Histories;
using Checkpointing.Memory;

namespace Checkpointing.Abstractions.Tests.Conformance;

/// <summary>Histories that could not find anything wrong would prove nothing: each way to be wrong is found within a few.</summary>
public sealed class RandomHistoriesTests
{
    private const int Enough = 40;

    public static TheoryData<Breakage> Breakages => [.. Enum.GetValues<Breakage>().Where(breakage => breakage != Breakage.None)];

    [Theory]
    [MemberData(nameof(Breakages))]
    public async Task Calls_one_after_another_show_what_is_wrong(Breakage breakage) => (await IsFoundAsync(breakage, CompareAsync)).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(Breakages))]
    public async Task Calls_at_once_show_what_is_wrong(Breakage breakage) => (await IsFoundAsync(breakage, JudgeAsync)).ShouldBeTrue();

    [Fact]
    public async Task Nothing_is_found_where_nothing_is_wrong()
    {
        (await IsFoundAsync(Breakage.None, CompareAsync)).ShouldBeFalse();
        (await IsFoundAsync(Breakage.None, JudgeAsync)).ShouldBeFalse();
    }

    private static async Task<bool> IsFoundAsync(Breakage breakage, Func<ICheckpointStore[], ConsumerGroup, int, Task<bool>> isRight)
    {
        for (int seed = 1; seed <= Enough; seed++)
        {
            InMemoryCheckpointStore store = new();
            ICheckpointStore[] clients = [.. Enumerable.Range(0, RandomHistories.Clients + 1).Select(_ => new BrokenStore(store, breakage))];
            if (!await isRight(clients, new ConsumerGroup("ns.example", "hub", "group"), seed))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<bool> CompareAsync(ICheckpointStore[] clients, ConsumerGroup group, int seed)
    {
        try
        {
            await RandomHistories.CompareAsync(clients, group, StoreTraits.None, seed, TestContext.Current.CancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is ShouldAssertException or InvalidOperationException)
        {
            return false;
        }
    }

    private static async Task<bool> JudgeAsync(ICheckpointStore[] clients, ConsumerGroup group, int seed) =>
        await RandomHistories.JudgeAsync(clients, group, StoreTraits.None, seed, HistoryTrouble.None, TestContext.Current.CancellationToken) is null;
}
