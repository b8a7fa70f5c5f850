using System.Diagnostics;

namespace Compare.Contest;

/// <summary>Measures contestants in turn, a slice of time each, so that whatever else the machine does strikes all of them.</summary>
/// <param name="duration">How long each contestant is measured in one operation.</param>
/// <param name="leastSamples">How many samples are wanted, unless they would take longer than four times the duration.</param>
internal sealed class Measurer(TimeSpan duration, int leastSamples)
{
    private const int Slices = 12;
    private const int LeastSlowSamples = 3;
    private const int Patience = 4;

    /// <summary>Measures one operation.</summary>
    /// <param name="contestants">The contestants.</param>
    /// <param name="lanes">How many lanes there are.</param>
    /// <param name="warmUps">How many runs are not counted, unless they take too long.</param>
    public async Task<Tally[]> RunAsync(IReadOnlyList<Entry> contestants, int lanes, int warmUps)
    {
        foreach (Entry contestant in contestants)
        {
            await WarmUpAsync(contestant, lanes, warmUps);
        }

        Tally[] tallies = [.. contestants.Select(_ => new Tally())];
        for (int round = 0; tallies.Any(tally => !IsEnough(tally)); round++)
        {
            for (int turn = 0; turn < tallies.Length; turn++)
            {
                // Nobody comes always after the same one, which may have left something to be done.
                int index = (round + turn) % tallies.Length;
                await SliceAsync(contestants[index], lanes, tallies[index]);
            }
        }

        return tallies;
    }

    private bool IsEnough(Tally tally) =>
        (tally.Elapsed >= duration && tally.Times.Count >= leastSamples) || (tally.Elapsed >= Patience * duration && tally.Times.Count >= LeastSlowSamples);

    private async Task WarmUpAsync(Entry contestant, int lanes, int warmUps)
    {
        long started = Stopwatch.GetTimestamp();
        for (int count = 0; count < warmUps && (count == 0 || Stopwatch.GetElapsedTime(started) < duration / 2); count++)
        {
            await Task.WhenAll(Enumerable.Range(0, lanes).Select(contestant.RunAsync));
        }
    }

    private async Task SliceAsync(Entry contestant, int lanes, Tally tally)
    {
        List<TimeSpan>[] times = [.. Enumerable.Range(0, lanes).Select(_ => new List<TimeSpan>())];
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long turns = contestant.Turns?.Invoke() ?? 0;
        long started = Stopwatch.GetTimestamp();

        // Each on a thread of the pool: a contestant that answers before it returns, as SQLite's driver does, would run one lane after the other.
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(lane => Task.Run(() => RunLaneAsync(lane))));
        tally.Elapsed += Stopwatch.GetElapsedTime(started);
        tally.Allocated += GC.GetTotalAllocatedBytes(precise: true) - allocated;
        tally.ProcessorTime += Environment.CpuUsage.TotalTime - processor;
        tally.Turns += (contestant.Turns?.Invoke() ?? 0) - turns;
        tally.Times.AddRange(times.SelectMany(lane => lane));

        async Task RunLaneAsync(int lane)
        {
            do
            {
                times[lane].Add(await contestant.RunAsync(lane));
            }
            while (Stopwatch.GetElapsedTime(started) < duration / Slices);
        }
    }
}
