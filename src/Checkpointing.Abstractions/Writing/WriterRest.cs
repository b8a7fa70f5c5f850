namespace Checkpointing.Writing;

/// <summary>The rest of a writer between two batches. It ends early, or is left out, when somebody waits for a write. Safe for concurrent use; one rest at a time.</summary>
internal sealed class WriterRest
{
    /// <summary>How many times as long as the batch before it a rest is.</summary>
    private const int TimesTheBatch = 9;

    /// <summary>The longest rest that a slow batch leads to: beyond it, what a crash has replayed would matter more than what a write costs.</summary>
    private static readonly TimeSpan LongestAfterSlowBatch = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly TimeSpan _shortest;
    private readonly TimeProvider _timeProvider;
    private TaskCompletionSource? _resting;
    private bool _isHurried;
    private long _batchBegan;

    /// <param name="shortest">How long it is at least; zero for none.</param>
    /// <param name="timeProvider">The clock.</param>
    public WriterRest(TimeSpan shortest, TimeProvider timeProvider)
    {
        _shortest = shortest;
        _timeProvider = timeProvider;
    }

    /// <summary>Notes that what is due is about to be taken: whoever hurries from now on may be too late for it.</summary>
    public void BatchBegins()
    {
        _batchBegan = _timeProvider.GetTimestamp();
        lock (_lock)
        {
            _isHurried = false;
            _resting = null;
        }
    }

    /// <summary>Ends a rest early, and leaves out the one after the batch that was taken last: somebody waits.</summary>
    public void Hurry()
    {
        TaskCompletionSource? resting;
        lock (_lock)
        {
            _isHurried = true;
            resting = _resting;
        }

        resting?.TrySetResult();
    }

    /// <summary>Rests.</summary>
    public async Task TakeAsync()
    {
        if (_shortest == TimeSpan.Zero)
        {
            return;
        }

        TimeSpan length = TimeSpan.FromTicks(Math.Max(
            _shortest.Ticks, Math.Min(LongestAfterSlowBatch.Ticks, _timeProvider.GetElapsedTime(_batchBegan).Ticks * TimesTheBatch)));

        var resting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_isHurried)
            {
                return;
            }

            _resting = resting;
        }

        ITimer end = _timeProvider.CreateTimer(static resting => ((TaskCompletionSource)resting!).TrySetResult(), resting, length, Timeout.InfiniteTimeSpan);
        await using (end.ConfigureAwait(false))
        {
            await resting.Task.ConfigureAwait(false);
        }
    }
}
