namespace Checkpointing.Processor.Receiving;

/// <summary>The partitions of the hub, asked for no more often than they can be expected to change; the balancer asks at each of its ticks.</summary>
internal sealed class PartitionIds
{
    /// <summary>How long a hub that gave no answer is left in peace; it is an error each time, and the balancer ticks often.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _interval;
    private readonly TimeProvider _timeProvider;
    private string[]? _known;
    private long _askedAt;
    private long? _failedAt;

    /// <param name="interval">How long an answer serves.</param>
    /// <param name="timeProvider">The clock.</param>
    public PartitionIds(TimeSpan interval, TimeProvider timeProvider)
    {
        _interval = interval;
        _timeProvider = timeProvider;
    }

    /// <summary>The partitions as they were told last; none while nothing was ever told.</summary>
    public IReadOnlyList<string> Known => _known ?? [];

    /// <summary>The partitions, as they were told within the interval; none while nothing was ever told. Called by the balancer's loop alone.</summary>
    /// <param name="ask">Asks the hub.</param>
    /// <param name="cancellationToken">The balancer's.</param>
    /// <exception cref="TimeoutException">The question was cut off, and not by the balancer, whose loop a cancellation would end without a word.</exception>
    public async Task<string[]> ListAsync(Func<Task<string[]>> ask, CancellationToken cancellationToken)
    {
        bool isKnown = _known is not null && _timeProvider.GetElapsedTime(_askedAt) < _interval;
        bool isLeftInPeace = _failedAt is { } failed && _timeProvider.GetElapsedTime(failed) < (_interval < Pause ? _interval : Pause);
        if (isKnown || isLeftInPeace)
        {
            return _known ?? [];
        }

        try
        {
            _known = await ask().ConfigureAwait(false);
            _askedAt = _timeProvider.GetTimestamp();
            _failedAt = null;
            return _known;
        }
        catch (Exception exception)
        {
            _failedAt = _timeProvider.GetTimestamp();
            if (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException("The event hub was asked for its partitions, and the question was cut off.", exception);
            }

            throw;
        }
    }
}
