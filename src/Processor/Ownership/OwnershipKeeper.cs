using Checkpointing.Writing;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Processor.Ownership;

/// <summary>
/// Lists and claims for a processor. All that the SDK's balancer does to ownership passes through here, and what it gets wrong is put right here:
/// it forgets versions that were won in a call that then failed, and it repeats at once what has just failed.
/// </summary>
internal sealed class OwnershipKeeper
{
    /// <summary>The first pause after a failed or fruitless call; the SDK's greedy strategy would come back after 15 ms.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause after failed or fruitless calls.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>How often the pause doubles while claims are lost: to lose a race is no fault of the store, and up to 0.8 s keeps rivals apart.</summary>
    private const int MostDoublingsAfterLoss = 4;

    private readonly ICheckpointStore _store;
    private readonly ConsumerGroup _group;
    private readonly string _ownerInstance;
    private readonly OwnershipLedger _ledger;
    private readonly Func<string, bool> _isBeingProcessed;
    private readonly Action<CheckpointStoreException> _report;
    private readonly TimeProvider _timeProvider;
    private readonly Backoff _backoff;
    private readonly ILogger _logger;
    private volatile HashSet<string> _unreadable = [];
    private volatile bool _isUnsure;
    private int _failures;
    private int _lostClaims;

    /// <param name="store">The store, with a time limit on each call.</param>
    /// <param name="group">The consumer group.</param>
    /// <param name="ownerInstance">The nonce of this processor object.</param>
    /// <param name="ledger">What is known about ownership.</param>
    /// <param name="isBeingProcessed">Whether there is a session with a partition that the SDK has not ended.</param>
    /// <param name="report">Hears of the faults of single partitions.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="longestPause">The longest pause after failed or fruitless calls; the interval of load balancing, at most <see cref="LongestPause"/>.</param>
    /// <param name="random">The source of jitter.</param>
    /// <param name="logger">The log.</param>
    public OwnershipKeeper(
        ICheckpointStore store,
        ConsumerGroup group,
        string ownerInstance,
        OwnershipLedger ledger,
        Func<string, bool> isBeingProcessed,
        Action<CheckpointStoreException> report,
        TimeProvider timeProvider,
        TimeSpan longestPause,
        Random random,
        ILogger logger)
    {
        _store = store;
        _group = group;
        _ownerInstance = ownerInstance;
        _ledger = ledger;
        _isBeingProcessed = isBeingProcessed;
        _report = report;
        _timeProvider = timeProvider;
        _backoff = new Backoff(FirstPause, longestPause > LongestPause ? LongestPause : longestPause, random);
        _logger = logger;
    }

    /// <summary>Whether a partition's ownership record cannot be read. The balancer must not see such a partition at all: it could neither be claimed nor counted.</summary>
    public bool IsUnreadable(string partitionId) => _unreadable.Contains(partitionId) && _ledger.Held(partitionId) is null;

    /// <summary>Who holds a partition through this object, or null.</summary>
    public string? Holder(string partitionId) => _ledger.Held(partitionId)?.OwnerId;

    /// <summary>Lists the records that can be read.</summary>
    public async Task<IReadOnlyList<PartitionOwnership>> ListAsync(CancellationToken cancellationToken)
    {
        PartitionResults<PartitionOwnership> results =
            await CallAsync(() => _store.ListOwnershipAsync(_group, cancellationToken), cancellationToken).ConfigureAwait(false);
        _ledger.Observe(results.Items);
        HashSet<string> before = _unreadable;
        _unreadable = [.. results.Faults.Select(fault => fault.PartitionId).OfType<string>()];
        foreach (CheckpointStoreException fault in results.Faults)
        {
            if (fault.PartitionId is not { } partitionId || !before.Contains(partitionId))
            {
                _logger.OwnershipUnreadable(fault.PartitionId, fault);
                _report(fault);
            }
        }

        return results.Items;
    }

    /// <summary>Takes, renews or relinquishes partitions.</summary>
    /// <param name="wishes">The claims as the SDK wants them; their version may be out of date.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The records that are held now; for a renewal that met a fault of its own, the record as it was.</returns>
    public async Task<IReadOnlyList<PartitionOwnership>> ClaimAsync(IReadOnlyList<OwnershipClaim> wishes, CancellationToken cancellationToken)
    {
        if (wishes.Count == 0)
        {
            return [];
        }

        if (_isUnsure)
        {
            // A claim call has failed, and may have been applied all the same: look before renewing with a version that may be out of date.
            PartitionResults<PartitionOwnership> present =
                await CallAsync(() => _store.ListOwnershipAsync(_group, cancellationToken), cancellationToken).ConfigureAwait(false);
            _ledger.Observe(present.Items);
            _isUnsure = false;
        }

        OwnershipClaim[] claims = [.. wishes.Where(IsAllowed).Select(Refresh)];
        if (claims.Length == 0)
        {
            await PauseAfterLossAsync(cancellationToken).ConfigureAwait(false);
            return [];
        }

        PartitionResults<PartitionOwnership> results;
        try
        {
            results = await CallAsync(() => _store.ClaimOwnershipAsync(_group, claims, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _isUnsure = true;
            throw;
        }

        _isUnsure |= results.Faults.Any(fault => fault.MayHaveBeenApplied);
        List<PartitionOwnership> held = Note(claims, results);
        if (held.Count > 0)
        {
            _lostClaims = 0;
        }
        else
        {
            await PauseAfterLossAsync(cancellationToken).ConfigureAwait(false);
        }

        return held;
    }

    private bool IsAllowed(OwnershipClaim wish)
    {
        if (wish.IsRelinquish)
        {
            return true;
        }

        // A partition that was lost and is claimed anew in the same breath would go on as if nothing had happened: the SDK stops only what it does
        // not own at the end of its cycle. Left out this once, the former session ends, and the next claim starts a new one at the stored checkpoint.
        if (_ledger.Held(wish.PartitionId) is null && _isBeingProcessed(wish.PartitionId) && !_ledger.IsRecovery(wish))
        {
            return false;
        }

        return !IsUnreadable(wish.PartitionId);
    }

    private OwnershipClaim Refresh(OwnershipClaim wish) => wish with
    {
        OwnerInstance = _ownerInstance,
        Version = _ledger.NewestVersion(wish),
    };

    private List<PartitionOwnership> Note(OwnershipClaim[] claims, PartitionResults<PartitionOwnership> results)
    {
        var answer = new List<PartitionOwnership>(results.Items);
        var missing = claims.ToDictionary(claim => claim.PartitionId, StringComparer.Ordinal);
        foreach (PartitionOwnership record in results.Items)
        {
            missing.Remove(record.PartitionId);
            _ledger.Won(record);
        }

        foreach (CheckpointStoreException fault in results.Faults)
        {
            if (fault.PartitionId is { } partitionId && missing.Remove(partitionId, out OwnershipClaim claim)
                && !claim.IsRelinquish && _ledger.Held(partitionId) is { } record)
            {
                // A fault is not a loss. Should the partition have been taken meanwhile, the fence will tell.
                answer.Add(record);
            }

            _logger.ClaimFailed(fault.PartitionId, fault);
            _report(fault);
        }

        foreach (OwnershipClaim lost in missing.Values)
        {
            _ledger.Lost(lost.PartitionId);
            _logger.ClaimLost(lost.PartitionId);
        }

        return answer;
    }

    private async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
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

    private Task PauseAfterLossAsync(CancellationToken cancellationToken) =>
        ++_lostClaims > 1 ? PauseAsync(_backoff.After(Math.Min(_lostClaims - 1, MostDoublingsAfterLoss)), cancellationToken) : Task.CompletedTask;

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) =>
        await Task.Delay(pause, _timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
