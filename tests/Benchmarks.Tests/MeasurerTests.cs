using Compare.Contest;

namespace Benchmarks.Tests;

public sealed class MeasurerTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(24);

    [Fact]
    public async Task Contestants_take_turns_and_each_has_its_own_times_and_round_trips()
    {
        List<int> order = [];
        long[] turns = [0, 1000];
        Entry Make(int index, double milliseconds, int turnsPerRun) => new(
            _ =>
            {
                if (order.Count == 0 || order[^1] != index)
                {
                    order.Add(index);
                }

                turns[index] += turnsPerRun;
                return Task.FromResult(TimeSpan.FromMilliseconds(milliseconds));
            },
            () => turns[index]);

        Tally[] tallies = await new Measurer(Duration, leastSamples: 15).RunAsync([Make(0, 1, 1), Make(1, 7, 3)], lanes: 1, warmUps: 0);

        // Twelve slices each at least, one after the other.
        order.Count.ShouldBeGreaterThanOrEqualTo(2);
        order.Count(index => index == 0).ShouldBe(order.Count(index => index == 1));
        tallies[0].Times.ShouldAllBe(time => time == TimeSpan.FromMilliseconds(1));
        tallies[1].Times.ShouldAllBe(time => time == TimeSpan.FromMilliseconds(7));
        tallies[0].Turns.ShouldBe(tallies[0].Times.Count);
        tallies[1].Turns.ShouldBe(3 * tallies[1].Times.Count);
        tallies.ShouldAllBe(tally => tally.Elapsed >= Duration && tally.Times.Count >= 15);
    }

    [Fact]
    public async Task Warm_ups_count_for_nothing_and_every_lane_for_something()
    {
        int runs = 0;
        int[] byLane = new int[4];
        Entry entry = new(
            lane =>
            {
                Interlocked.Increment(ref byLane[lane]);
                return Task.FromResult(TimeSpan.FromMilliseconds(Interlocked.Increment(ref runs) <= 40 ? 1000 : 1));
            },
            Turns: null);

        Tally tally = (await new Measurer(TimeSpan.FromSeconds(2) / 100, leastSamples: 1).RunAsync([entry], lanes: 4, warmUps: 10)).Single();

        // A warm-up may be cut short by its time.
        int warm = runs - tally.Times.Count;
        warm.ShouldBeInRange(4, 40);
        (warm % 4).ShouldBe(0);
        tally.Times.Count(time => time.TotalMilliseconds > 1).ShouldBe(Math.Min(40, runs) - warm);
        byLane.ShouldAllBe(count => count > warm / 4);
    }
}
