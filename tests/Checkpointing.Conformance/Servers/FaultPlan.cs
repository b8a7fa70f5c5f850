namespace Checkpointing.Conformance.Servers;

/// <summary>The fault that a proxy is to strike with next, and whether its moment has come.</summary>
internal sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private ProxyFault? _fault;
    private int _passed;
    private int _strikes;
    private TaskCompletionSource _struck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _delivered = Task.CompletedTask;

    /// <summary>How often the fault has struck since it was armed.</summary>
    public int Strikes
    {
        get
        {
            lock (_lock)
            {
                return _strikes;
            }
        }
    }

    /// <summary>Completes with the first strike of the fault that was armed last.</summary>
    public Task Struck
    {
        get
        {
            lock (_lock)
            {
                return _struck.Task;
            }
        }
    }

    /// <summary>Completes when nothing is delayed any more.</summary>
    public Task Delivered
    {
        get
        {
            lock (_lock)
            {
                return _delivered;
            }
        }
    }

    /// <summary>Holds something back.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="deliver">What is done then.</param>
    /// <returns>What <paramref name="deliver"/> returns.</returns>
    public Task<bool> DelayAsync(TimeSpan duration, Func<Task<bool>> deliver)
    {
        lock (_lock)
        {
            Task<bool> delivery = DeliverAsync();
            _delivered = Task.WhenAll(_delivered, delivery);
            return delivery;
        }

        async Task<bool> DeliverAsync()
        {
            await Task.Delay(duration);
            return await deliver();
        }
    }

    /// <summary>Plans a fault, or none.</summary>
    public void Arm(ProxyFault? fault)
    {
        lock (_lock)
        {
            (_fault, _passed) = (fault, 0);
            if (fault is not null)
            {
                _strikes = 0;
                _struck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Judges one chunk.</summary>
    /// <returns>The fault that strikes it, or null if it passes.</returns>
    public ProxyFault? Judge(ProxyDirection direction)
    {
        lock (_lock)
        {
            if (_fault is not { } fault || fault.Direction != direction || _passed++ < fault.Skip || (_strikes > 0 && !fault.IsLasting))
            {
                return null;
            }

            _strikes++;
            _struck.TrySetResult();
            return fault;
        }
    }
}
