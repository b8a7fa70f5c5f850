using Microsoft.Extensions.Logging;

namespace Checkpointing.Processor.Checkpointing;

/// <summary>Knows whether the store has been out of reach for so long that partitions may have expired, and whether processing waits for it.</summary>
internal sealed class StoreOutage
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _after;
    private readonly StoreOutagePolicy _policy;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private long? _failingSince;
    private volatile TaskCompletionSource? _end;

    /// <param name="after">After how long without an answer the store counts as gone: when partitions expire.</param>
    /// <param name="policy">What is done then.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">The log.</param>
    public StoreOutage(TimeSpan after, StoreOutagePolicy policy, TimeProvider timeProvider, ILogger logger)
    {
        _after = after;
        _policy = policy;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Told each time that the store is gone; quick, as it holds up a call of the store.</summary>
    public Action? WhenGone { get; init; }

    /// <summary>Whether the store is gone.</summary>
    public bool IsUnderWay => _end is not null;

    /// <summary>For how long no call was answered; zero if the last one was.</summary>
    public TimeSpan FailingFor
    {
        get
        {
            lock (_lock)
            {
                return _failingSince is { } since ? _timeProvider.GetElapsedTime(since) : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Notes an answer of the store.</summary>
    public void Answered()
    {
        TaskCompletionSource? end;
        lock (_lock)
        {
            _failingSince = null;
            end = _end;
            _end = null;
        }

        if (end is not null)
        {
            _logger.StoreIsBack();
            end.SetResult();
        }
    }

    /// <summary>Notes that the store gave no answer.</summary>
    public void Failed()
    {
        TimeSpan gone;
        lock (_lock)
        {
            gone = _timeProvider.GetElapsedTime(_failingSince ??= _timeProvider.GetTimestamp());
            if (gone < _after || _end is not null)
            {
                return;
            }

            _end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        WhenGone?.Invoke();
        _logger.StoreIsGone(gone, _policy);
    }

    /// <summary>Waits while processing has to wait for the store.</summary>
    public ValueTask WhenToleratedAsync(CancellationToken cancellationToken) =>
        _policy == StoreOutagePolicy.Pause && _end is { } end ? new ValueTask(end.Task.WaitAsync(cancellationToken)) : ValueTask.CompletedTask;
}
