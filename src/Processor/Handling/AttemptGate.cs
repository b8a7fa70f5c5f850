namespace Checkpointing.Processor.Handling;

/// <summary>
/// The token of a pipeline: cancelled with the handlers' token, and before that as soon as the partition is to stop and no attempt is under way. So pauses between
/// attempts end at once, and an attempt has the time that handlers have.
/// </summary>
internal sealed class AttemptGate : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenRegistration _onStop;
    private readonly CancellationTokenRegistration _onHandlers;
    private bool _isUnderWay;

    /// <param name="stopping">Cancelled when nothing is to be begun any more.</param>
    /// <param name="handlers">Cancelled when handlers have to end.</param>
    public AttemptGate(CancellationToken stopping, CancellationToken handlers)
    {
        _stopping = stopping;
        _onStop = stopping.UnsafeRegister(static self => ((AttemptGate)self!).CancelUnlessUnderWay(), this);
        _onHandlers = handlers.UnsafeRegister(static self => ((AttemptGate)self!).Cancel(), this);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Begins an attempt.</summary>
    /// <exception cref="OperationCanceledException">None is to begin any more.</exception>
    public void Begin()
    {
        lock (_lock)
        {
            _stopping.ThrowIfCancellationRequested();
            _isUnderWay = true;
        }
    }

    /// <summary>Ends an attempt.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isUnderWay = false;
        }

        if (_stopping.IsCancellationRequested)
        {
            Cancel();
        }
    }

    public void Dispose()
    {
        _onStop.Dispose();
        _onHandlers.Dispose();
        _source.Dispose();
    }

    private void CancelUnlessUnderWay()
    {
        lock (_lock)
        {
            if (_isUnderWay)
            {
                return;
            }
        }

        Cancel();
    }

    private void Cancel()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The last attempt ended at the same moment.
        }
    }
}
