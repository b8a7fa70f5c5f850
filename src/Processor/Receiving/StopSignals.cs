namespace Checkpointing.Processor.Receiving;

/// <summary>How a session is told to end: whoever would begin something at once, handlers that have begun when their time is up.</summary>
#pragma warning disable CA1001 // Neither source has a timer or a link, so there is nothing to dispose, and handlers may hold their tokens for longer than the session lasts.
internal sealed class StopSignals
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _handlers = new();
    private readonly Lock _lock = new();
    private readonly Func<TimeSpan> _timeForHandlers;
    private readonly TimeProvider _timeProvider;
    private readonly Action<Exception> _callbackFailed;
    private CancellationToken _watched;
    private CancellationTokenRegistration _registration;
    private ITimer? _grace;

    /// <param name="timeForHandlers">How long handlers may go on after the watched token, asked when it is cancelled.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="callbackFailed">Hears what a callback threw that a handler registered on its token; on a timer's thread it would end the process in the middle of a graceful stop.</param>
    public StopSignals(Func<TimeSpan> timeForHandlers, TimeProvider timeProvider, Action<Exception> callbackFailed)
    {
        _timeForHandlers = timeForHandlers;
        _timeProvider = timeProvider;
        _callbackFailed = callbackFailed;
    }

    /// <summary>Cancelled as soon as the session is to end, for whatever reason: nothing is begun any more, retries and pauses are over.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>What handlers get: cancelled when they have to end.</summary>
    public CancellationToken Handlers => _handlers.Token;

    /// <summary>Ends the session when a token is cancelled. The SDK passes the same one each time, so that watching it costs once.</summary>
    public void Watch(CancellationToken stopToken)
    {
        if (stopToken != _watched)
        {
            _registration.Dispose();
            _watched = stopToken;
            _registration = stopToken.UnsafeRegister(static self => ((StopSignals)self!).OnStop(), this);
        }
    }

    /// <summary>Says that nothing is to be begun any more. What it sets off runs on the pool.</summary>
    public void Stop() => _ = StopAsync();

    /// <summary>Cancels handlers as well.</summary>
    public void CancelHandlers()
    {
        Cancel(_stopping);
        Cancel(_handlers);
    }

    /// <summary>Watches no more.</summary>
    public void Close()
    {
        _registration.Dispose();
        lock (_lock)
        {
            _grace?.Dispose();
        }
    }

    private async Task StopAsync()
    {
        try
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException exception)
        {
            _callbackFailed(exception);
        }
    }

    private void OnStop()
    {
        Cancel(_stopping);
        TimeSpan time = _timeForHandlers();
        if (time <= TimeSpan.Zero)
        {
            Cancel(_handlers);
            return;
        }

        lock (_lock)
        {
            _grace ??= _timeProvider.CreateTimer(static self => ((StopSignals)self!).CancelHandlers(), this, time, Timeout.InfiniteTimeSpan);
        }
    }

    private void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException exception)
        {
            _callbackFailed(exception);
        }
    }
}
