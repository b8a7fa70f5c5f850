using Checkpointing.Telemetry;

namespace Checkpointing.Processor.Telemetry;

/// <summary>Whether the store answers this processor, and since when it does not. Kept by every call, so the usual one costs a look and nothing else.</summary>
internal sealed class StoreHealth : IStoreCallObserver
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _timeProvider;
    private long _failingSince;
    private long _lastTrouble;
    private volatile bool _isFailing;
    private bool _hadTrouble;
    private string? _lastError;

    public StoreHealth(TimeProvider timeProvider) => _timeProvider = timeProvider;

    /// <summary>For how long no call was answered; null if the last one was.</summary>
    public TimeSpan? FailingFor
    {
        get
        {
            lock (_lock)
            {
                return _isFailing ? _timeProvider.GetElapsedTime(_failingSince) : null;
            }
        }
    }

    /// <summary>The last trouble: how long ago, and what; null if there never was any.</summary>
    public (TimeSpan Age, string Error)? LastTrouble
    {
        get
        {
            lock (_lock)
            {
                return _hadTrouble ? (_timeProvider.GetElapsedTime(_lastTrouble), _lastError!) : null;
            }
        }
    }

    public void OnAnswer(CheckpointStoreException? fault)
    {
        if (!_isFailing && fault is null)
        {
            return;
        }

        lock (_lock)
        {
            _isFailing = false;
            if (fault is not null)
            {
                NoteTrouble(fault);
            }
        }
    }

    public void OnFailure(Exception exception)
    {
        lock (_lock)
        {
            if (!_isFailing)
            {
                _isFailing = true;
                _failingSince = _timeProvider.GetTimestamp();
            }

            NoteTrouble(exception);
        }
    }

    private void NoteTrouble(Exception exception)
    {
        _hadTrouble = true;
        _lastTrouble = _timeProvider.GetTimestamp();
        _lastError = exception.Message;
    }
}
