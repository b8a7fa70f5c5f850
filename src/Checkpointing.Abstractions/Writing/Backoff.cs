namespace Checkpointing.Writing;

/// <summary>Pauses that double from a first to a longest one, each shortened by up to half at random so that many clients do not move in step.</summary>
internal sealed class Backoff
{
    private readonly TimeSpan _first;
    private readonly TimeSpan _longest;
    private readonly Random _random;

    /// <param name="first">The longest pause after a first failure.</param>
    /// <param name="longest">The longest pause of all.</param>
    /// <param name="random">The source of the jitter; locked while it is used.</param>
    public Backoff(TimeSpan first, TimeSpan longest, Random random)
    {
        _first = first;
        _longest = longest;
        _random = random;
    }

    /// <summary>The pause after a number of failures in a row.</summary>
    /// <param name="failures">How many; 1 or more.</param>
    public TimeSpan After(int failures)
    {
        double jitter;
        lock (_random)
        {
            jitter = 0.5 + (_random.NextDouble() / 2);
        }

        double ceiling = Math.Min(_longest.Ticks, _first.Ticks * Math.Pow(2, Math.Min(failures, 60) - 1));
        return TimeSpan.FromTicks((long)(ceiling * jitter));
    }
}
