namespace Checkpointing.Sqlite.Tests;

/// <summary>The system's clock, but for pauses below a second: they are noted and over at once.</summary>
/// <param name="count">How many are noted.</param>
internal sealed class PauseRecorder(int count) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<double> _pauses = [];
    private readonly TaskCompletionSource<IReadOnlyList<double>> _recorded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first pauses in milliseconds, once they were made.</summary>
    public Task<IReadOnlyList<double>> Recorded => _recorded.Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime <= TimeSpan.Zero || dueTime >= TimeSpan.FromSeconds(1))
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        lock (_lock)
        {
            if (_pauses.Count < count)
            {
                _pauses.Add(dueTime.TotalMilliseconds);
            }

            if (_pauses.Count == count)
            {
                _recorded.TrySetResult([.. _pauses]);
            }
        }

        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
