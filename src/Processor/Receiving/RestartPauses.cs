using Checkpointing.Writing;

namespace Checkpointing.Processor.Receiving;

/// <summary>
/// How long a partition that failed rests before it starts again. The SDK would start it at its next cycle, and again at each one after that; here the pause
/// doubles with each failure in a row, and ends with the first success.
/// </summary>
internal sealed class RestartPauses
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (int Failures, long Since)> _failing = new(StringComparer.Ordinal);
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
    public void Failed(string partitionId)
    {
        lock (_lock)
        {
            _failing[partitionId] = (_failing.GetValueOrDefault(partitionId).Failures + 1, _timeProvider.GetTimestamp());
        }
    }

    /// <summary>Notes that a partition got on.</summary>
    public void Succeeded(string partitionId)
    {
        lock (_lock)
        {
            _failing.Remove(partitionId);
        }
    }

    /// <summary>Waits until a partition may start. Called in the partition's own task, so that nothing else waits with it.</summary>
    public async Task WaitAsync(string partitionId, CancellationToken cancellationToken)
    {
        TimeSpan left;
        lock (_lock)
        {
            left = _failing.TryGetValue(partitionId, out (int Failures, long Since) failing)
                ? _backoff.After(failing.Failures) - _timeProvider.GetElapsedTime(failing.Since)
                : TimeSpan.Zero;
        }

        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, _timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
