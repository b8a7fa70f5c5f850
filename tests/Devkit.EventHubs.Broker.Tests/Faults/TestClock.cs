using System.Collections.Concurrent;

namespace Devkit.EventHubs.Broker.Tests.Faults;

/// <summary>A clock whose timers of exactly a known length fire when a test says so; all others follow the system's clock.</summary>
internal sealed class TestClock : TimeProvider
{
    private readonly ConcurrentQueue<(TimeSpan Due, ITimer Timer)> _waiting = new();
    private long _advanced;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(56) + TimeSpan.FromTicks(Interlocked.Read(ref _advanced));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.FromSeconds(5) || dueTime == Timeout.InfiniteTimeSpan)
        {
            return System.CreateTimer(callback, state, dueTime, period);
        }

        // The real timer stays out of the way of a test, which is over long before.
        ITimer timer = System.CreateTimer(callback, state, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        _waiting.Enqueue((dueTime, timer));
        return timer;
    }

    /// <summary>Waits until somebody waits for this long.</summary>
    public async Task UntilWaitedForAsync(TimeSpan due)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (!_waiting.Any(item => item.Due == due))
        {
            await Task.Delay(5, deadline.Token);
        }
    }

    /// <summary>Moves the clock, and fires the timers that are due.</summary>
    public void Advance(TimeSpan by)
    {
        Interlocked.Add(ref _advanced, by.Ticks);
        for (int i = _waiting.Count; i > 0 && _waiting.TryDequeue(out (TimeSpan Due, ITimer Timer) item); i--)
        {
            if (item.Due <= by)
            {
                item.Timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
            else
            {
                _waiting.Enqueue((item.Due - by, item.Timer));
            }
        }
    }
}
