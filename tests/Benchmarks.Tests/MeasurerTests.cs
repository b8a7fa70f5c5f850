using Compare.Contest;

namespace Benchmarks.Tests;

public sealed class MeasurerTests
{
    /// <summary>In no time each slice has one run, and three are enough.</summary>
    private readonly Measurer _measurer = new(TimeSpan.Zero, leastSamples: 15);

    [Fact]
    public async Task Contestants_take_turns_and_each_has_its_own_times_and_round_trips()
    {
        List<int> looks = [];
        long[] turns = [0, 1000, 0];
        Entry Make(int index, double milliseconds, int turnsPerRun) => new(
            _ =>
            {
                turns[index] += turnsPerRun;
                return Task.FromResult(TimeSpan.FromMilliseconds(milliseconds));
            },
            () =>
            {
                looks.Add(index);
                return turns[index];
            });

        Tally[] tallies = await _measurer.RunAsync([Make(0, 1, 1), Make(1, 7, 3), Make(2, 2, 0)], lanes: 1, warmUps: 0);

        // A slice looks at the round trips before and after.
        looks.Where((_, look) => look % 2 == 0).ShouldBe([0, 1, 2, 1, 2, 0, 2, 0, 1]);
        tallies.Select(tally => tally.Times.Count).ShouldBe([3, 3, 3]);
        tallies.Select(tally => tally.Times.Distinct().Single().TotalMilliseconds).ShouldBe([1, 7, 2]);
        tallies.Select(tally => tally.Turns).ShouldBe([3, 9, 0]);
        tallies.ShouldAllBe(tally => tally.Elapsed > TimeSpan.Zero);
    }

    [Fact]
    public async Task Warm_ups_count_for_nothing_and_every_lane_for_something()
    {
        const int Lanes = 4;
        int runs = 0;
        int[] byLane = new int[Lanes];
        Entry entry = new(
            lane =>
            {
                Interlocked.Increment(ref byLane[lane]);
                return Task.FromResult(TimeSpan.FromMilliseconds(Interlocked.Increment(ref runs) <= Lanes ? 1000 : 1));
            },
            Turns: null);

        Tally tally = (await _measurer.RunAsync([entry], Lanes, warmUps: 10)).Single();

        tally.Times.ShouldBe(Enumerable.Repeat(TimeSpan.FromMilliseconds(1), Lanes));
        byLane.ShouldBe([2, 2, 2, 2]);
        tally.Turns.ShouldBe(0);
    }
}
