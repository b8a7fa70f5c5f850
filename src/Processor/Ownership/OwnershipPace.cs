using Checkpointing.Writing;

namespace Checkpointing.Processor.Ownership;

/// <summary>Slows down what fails or is fruitless: the SDK's greedy strategy would repeat it after 15 ms.</summary>
internal sealed class OwnershipPace
{
    /// <summary>The first pause after a failed or fruitless call.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    /// <summary>How often the pause doubles while claims are lost: to lose a race is no fault of the store, and up to 0.8 s keeps rivals apart.</summary>
    private const int MostDoublingsAfterLoss = 4;

    private readonly OwnershipSettings _settings;
    private readonly TimeProvider _timeProvider;
    private readonly Backoff _backoff;
    private int _failures;
    private int _lostClaims;
    private long? _failureToldAt;

    /// <param name="settings">What ownership goes by.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="random">The source of jitter.</param>
    public OwnershipPace(OwnershipSettings settings, TimeProvider timeProvider, Random random)
    {
        _settings = settings;
        _timeProvider = timeProvider;
        _backoff = new Backoff(FirstPause, settings.LongestPause, random);
    }

    /// <summary>Calls the store; a failure comes after a pause.</summary>
    public async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            T result = await call().ConfigureAwait(false);
            _failures = 0;
            return result;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Failing after a pause is what slows the SDK down: it comes back 15 ms after a failure while the group is unbalanced.
            await PauseAsync(_backoff.After(++_failures), cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whether a failure was told within the last interval. If not, this one is, and the next ones are not.</summary>
    public bool IsToldAlready()
    {
        if (_failureToldAt is { } told && _timeProvider.GetElapsedTime(told) < _settings.UpdateInterval)
        {
            return true;
        }

        _failureToldAt = _timeProvider.GetTimestamp();
        return false;
    }

    /// <summary>Notes that a claim for a partition that was not held was won.</summary>
    public void ClaimWon() => _lostClaims = 0;

    /// <summary>Pauses after a claim that was lost or may not be made, but for the first in a row.</summary>
    public Task ClaimLostAsync(CancellationToken cancellationToken) =>
        ++_lostClaims > 1 ? PauseAsync(_backoff.After(Math.Min(_lostClaims - 1, MostDoublingsAfterLoss)), cancellationToken) : Task.CompletedTask;

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) =>
        await Task.Delay(pause, _timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
