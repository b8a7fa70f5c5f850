namespace Checkpointing.Processor.Receiving;

/// <summary>The partitions of the hub, asked for no more often than they can be expected to change; the balancer asks at each of its ticks.</summary>
internal sealed class PartitionIds
{
    private readonly TimeSpan _interval;
    private readonly TimeProvider _timeProvider;
    private string[]? _known;
    private long _askedAt;

    /// <param name="interval">How long an answer serves.</param>
    /// <param name="timeProvider">The clock.</param>
    public PartitionIds(TimeSpan interval, TimeProvider timeProvider)
    {
        _interval = interval;
        _timeProvider = timeProvider;
    }

    /// <summary>The partitions, as they were told within the interval. Called by the balancer's loop alone.</summary>
    /// <param name="ask">Asks the hub.</param>
    public async Task<string[]> ListAsync(Func<Task<string[]>> ask)
    {
        if (_known is null || _timeProvider.GetElapsedTime(_askedAt) >= _interval)
        {
            _known = await ask().ConfigureAwait(false);
            _askedAt = _timeProvider.GetTimestamp();
        }

        return _known;
    }
}
