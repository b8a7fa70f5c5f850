namespace Checkpointing.Writing;

/// <summary>The rest of a writer between two batches. It ends early, or is left out, when somebody waits for a write. Safe for concurrent use; one rest at a time.</summary>
internal sealed class WriterRest
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _length;
    private readonly TimeProvider _timeProvider;
    private TaskCompletionSource? _resting;
    private bool _isHurried;

    /// <param name="length">How long it is; zero for none.</param>
    /// <param name="timeProvider">The clock.</param>
    public WriterRest(TimeSpan length, TimeProvider timeProvider)
    {
        _length = length;
        _timeProvider = timeProvider;
    }

    /// <summary>Notes that what is due is about to be taken: whoever hurries from now on may be too late for it.</summary>
    public void BatchBegins()
    {
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
        if (_length == TimeSpan.Zero)
        {
            return;
        }

        var resting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_isHurried)
            {
                return;
            }

            _resting = resting;
        }

        ITimer end = _timeProvider.CreateTimer(static resting => ((TaskCompletionSource)resting!).TrySetResult(), resting, _length, Timeout.InfiniteTimeSpan);
        await using (end.ConfigureAwait(false))
        {
            await resting.Task.ConfigureAwait(false);
        }
    }
}
