using Checkpointing.Writing;

namespace Checkpointing.Processor.Receiving;

/// <summary>
/// How long a partition that failed rests before it starts again. The SDK would start it at its next cycle, and again at each one after that; here the pause
/// doubles with each failure at the same place, and is forgotten when the partition gets past it. What is processed again on the way there does not count.
/// </summary>
internal sealed class RestartPauses
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Failure> _failing = new(StringComparer.Ordinal);
    private readonly Backoff _backoff;
    private readonly TimeProvider _timeProvider;

    /// <param name="first">The longest pause after a first failure.</param>
    /// <param name="longest">The longest pause of all.</param>
    /// <param name="random">The source of jitter.</param>
    /// <param name="timeProvider">The clock.</param>
    public RestartPauses(TimeSpan first, TimeSpan longest, Random random, TimeProvider timeProvider)
    {
        _backoff = new Backoff(first, longest, random);
        _timeProvider = timeProvider;
    }

    /// <summary>Notes that a partition failed.</summary>
    /// <param name="partitionId">The partition.</param>
    /// <param name="reached">The sequence number up to which it is processed.</param>
    public void Failed(string partitionId, long reached)
    {
        lock (_lock)
        {
            _failing[partitionId] = _failing.TryGetValue(partitionId, out Failure? former) && reached <= former.Reached
                ? new Failure(former.Count + 1, former.Reached, _timeProvider.GetTimestamp())
                : new Failure(1, reached, _timeProvider.GetTimestamp());
        }
    }

    /// <summary>Notes that a partition got on.</summary>
    /// <param name="partitionId">The partition.</param>
    /// <param name="reached">The sequence number up to which it is processed.</param>
    public void Succeeded(string partitionId, long reached)
    {
        lock (_lock)
        {
            if (_failing.TryGetValue(partitionId, out Failure? former) && reached > former.Reached)
            {
                _failing.Remove(partitionId);
            }
        }
    }

    /// <summary>Waits until a partition may start. Called in the partition's own task, so that nothing else waits with it.</summary>
    public async Task WaitAsync(string partitionId, CancellationToken cancellationToken)
    {
        TimeSpan left;
        lock (_lock)
        {
            left = _failing.TryGetValue(partitionId, out Failure? failure)
                ? _backoff.After(failure.Count) - _timeProvider.GetElapsedTime(failure.Since)
                : TimeSpan.Zero;
        }

        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, _timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed record Failure(int Count, long Reached, long Since);
}
