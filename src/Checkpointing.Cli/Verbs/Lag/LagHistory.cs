using System.Globalization;
using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs.Lag;

/// <summary>The readings of the last while: a plot, and whether it gets better.</summary>
internal sealed class LagHistory
{
    private const int Kept = 240;
    private const int PlotWidth = 60;

    private readonly Queue<(DateTimeOffset At, long Events)> _readings = new();

    /// <summary>Keeps a reading.</summary>
    public void Add(LagReport report)
    {
        _readings.Enqueue((report.ReadAt, report.EventsBehind));
        if (_readings.Count > Kept)
        {
            _readings.Dequeue();
        }
    }

    /// <summary>How the number of waiting events went, and where it goes.</summary>
    public string Describe(int width)
    {
        long[] events = [.. _readings.Select(reading => reading.Events)];
        string plot = Sparkline.Draw(events, Math.Min(PlotWidth, width - 2));
        return $"{plot} {Trend()}";
    }

    /// <summary>Where it goes, in words.</summary>
    public string Trend()
    {
        long[] events = [.. _readings.Select(reading => reading.Events)];
        (DateTimeOffset start, long before) = _readings.Peek();
        (DateTimeOffset end, long now) = _readings.Last();
        double seconds = (end - start).TotalSeconds;
        if (seconds <= 0 || before == now)
        {
            return $"most {Words.Count(events.Max())}, steady";
        }

        double rate = (now - before) / seconds;
        string trend = string.Create(CultureInfo.InvariantCulture, $"most {Words.Count(events.Max())}, {(rate > 0 ? "growing" : "shrinking")} by {Math.Abs(rate):0.#} a second");
        return rate < 0 && now > 0 ? $"{trend}, done in {Words.Age(TimeSpan.FromSeconds(Math.Min(now / -rate, TimeSpan.FromDays(999).TotalSeconds)))}" : trend;
    }
}
