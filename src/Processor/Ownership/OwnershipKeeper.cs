using Checkpointing.Processor.Telemetry;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Processor.Ownership;

/// <summary>
/// Lists and claims for a processor. All that the SDK's balancer does to ownership passes through here. The balancer ticks several times a second, so that whatever
/// happens is noticed soon; here it is decided which of its calls the store has to answer, and what it gets wrong is put right: it forgets versions that were won in a
/// call that then failed, and it repeats at once what has just failed.
/// </summary>
#pragma warning disable CA1001 // The SDK's processors have no end at which to dispose anything, and a semaphore that is only awaited holds nothing.
internal sealed class OwnershipKeeper
#pragma warning restore CA1001
{
    private readonly OwnershipSettings _settings;
    private readonly OwnershipLedger _ledger;
    private readonly PartitionRequests _requests;
    private readonly IdentityGuard _identity;
    private readonly Func<string, bool> _isBeingProcessed;
    private readonly Action<IReadOnlyList<PartitionOwnership>> _wonTogether;
    private readonly TimeProvider _timeProvider;
    private readonly OwnershipPace _pace;
    private readonly OwnershipList _list;
    private readonly ClaimCompanions _companions;
    private readonly ClaimCalls _calls;

    /// <summary>The balancer and what hands partitions over both claim; a renewal that crosses a release would lose to it, or beat it.</summary>
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    private long _claimedAt;

    /// <param name="store">The store, with a time limit on each call.</param>
    /// <param name="requests">The same store, if it holds requests; else null.</param>
    /// <param name="group">The consumer group.</param>
    /// <param name="settings">What ownership goes by.</param>
    /// <param name="ledger">What is known about ownership.</param>
    /// <param name="identity">Tells what is another process's although it stands there in this one's name.</param>
    /// <param name="partitionIds">The partitions of the hub, as far as they are known; none where claims are made one by one.</param>
    /// <param name="isBeingProcessed">Whether there is a session with a partition that the SDK has not ended.</param>
    /// <param name="wonTogether">Told what was won in one call that the balancer did not ask for one by one.</param>
    /// <param name="handOver">Told, each time it is seen, that somebody has asked for what is held.</param>
    /// <param name="report">Hears of the faults of single partitions.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="random">The source of jitter.</param>
    /// <param name="logger">The log.</param>
    public OwnershipKeeper(
        ICheckpointStore store,
        IOwnershipRequestStore? requests,
        ConsumerGroup group,
        OwnershipSettings settings,
        OwnershipLedger ledger,
        IdentityGuard identity,
        Func<IReadOnlyList<string>> partitionIds,
        Func<string, bool> isBeingProcessed,
        Action<IReadOnlyList<PartitionOwnership>> wonTogether,
        Action<PartitionOwnership> handOver,
        Action<CheckpointStoreException> report,
        TimeProvider timeProvider,
        Random random,
        ILogger logger)
    {
        _settings = settings;
        _ledger = ledger;
        _identity = identity;
        _isBeingProcessed = isBeingProcessed;
        _wonTogether = wonTogether;
        _timeProvider = timeProvider;
        _pace = new OwnershipPace(settings, timeProvider, random);
        _requests = new PartitionRequests(requests, group, settings, ledger, _pace, timeProvider, logger);
        _list = new OwnershipList(store, isCheap: requests is not null, group, settings, ledger, _pace, handOver, report, timeProvider, logger);
        _companions = new ClaimCompanions(settings, ledger, partitionIds, MayBeCompanion, timeProvider, random);
        _calls = new ClaimCalls(store, group, settings, ledger, _pace, _list, report, logger);
    }

    /// <summary>Hears what is owned; null where nobody wants to know.</summary>
    public OwnershipTelemetry? Telemetry
    {
        init => _list.Telemetry = _calls.Telemetry = value;
    }

    /// <summary>Whether a partition's ownership record cannot be read. The balancer must not see such a partition at all: it could neither be claimed nor counted.</summary>
    public bool IsUnreadable(string partitionId) => _list.IsUnreadable(partitionId) && _ledger.Held(partitionId) is null;

    /// <summary>Who holds a partition through this object, or null.</summary>
    public string? Holder(string partitionId) => _ledger.Held(partitionId)?.OwnerId;

    /// <summary>Lists the records that can be read: from the store, unless it has told them just now.</summary>
    public async Task<IReadOnlyList<PartitionOwnership>> ListAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _list.LookAsync(cancellationToken).ConfigureAwait(false);
            return [.. _ledger.Listed.Select(_identity.Show)];
        }
        finally
        {
            _oneAtATime.Release();
        }
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

        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ClaimCoreAsync(wishes, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Gives up one partition, whose session has ended, for the processor that has asked for it. It may still be held if the store did not answer.</summary>
    /// <param name="asked">The record with the request. What was won anew since then nobody has asked for.</param>
    public async Task GiveUpAsync(PartitionOwnership asked)
    {
        await _oneAtATime.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await _calls.GiveUpAsync(asked).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>
    /// Gives up, after a stop, what the SDK has not released, and nobody else could have until it expires: what a claim has won whose answer was cut off, what was claimed along with
    /// others and not taken up yet, and what the SDK has dropped because of a link that was stolen, which says nothing of the record.
    /// </summary>
    public async Task GiveUpUnknownAsync()
    {
        if (!_calls.MayHoldUnknown && _ledger.HeldCount == 0)
        {
            return;
        }

        await _oneAtATime.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await _calls.GiveUpAllAsync().ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task<IReadOnlyList<PartitionOwnership>> ClaimCoreAsync(IReadOnlyList<OwnershipClaim> wishes, CancellationToken cancellationToken)
    {
        if (!await _calls.MakeSureAsync(wishes, cancellationToken).ConfigureAwait(false))
        {
            return _ledger.Held(wishes);
        }

        // One that is due takes with it what soon will be, so that all are renewed in one call.
        bool isAnyDue = wishes.Any(wish => _ledger.IsRenewal(wish) && _ledger.IsDue(wish.PartitionId, _settings.UpdateInterval));
        TimeSpan leastAge = isAnyDue ? _settings.UpdateInterval / 2 : _settings.UpdateInterval;
        List<PartitionOwnership> held = [];
        List<OwnershipClaim> claims = [];
        HashSet<string> isNew = new(StringComparer.Ordinal);
        foreach (OwnershipClaim wish in wishes)
        {
            bool isRenewal = _ledger.IsRenewal(wish);
            if (isRenewal && !_ledger.IsDue(wish.PartitionId, leastAge))
            {
                held.Add(_ledger.Held(wish.PartitionId)!);
                continue;
            }

            if (!isRenewal && !wish.IsRelinquish && !_ledger.IsOutdatedRenewal(wish))
            {
                isNew.Add(wish.PartitionId);
            }

            if (isRenewal || wish.IsRelinquish || await MayClaimAsync(wish, cancellationToken).ConfigureAwait(false))
            {
                claims.Add(Refresh(wish));
            }
        }

        if (claims.Count > 0)
        {
            held.AddRange(await ClaimWithCompanionsAsync(claims, isNew, cancellationToken).ConfigureAwait(false));
        }

        // What is renewed here or not renewed any more says nothing of how the claims for other partitions fare.
        if (held.Any(record => isNew.Contains(record.PartitionId)))
        {
            _pace.ClaimWon();
        }
        else if (isNew.Count > 0)
        {
            await _pace.ClaimLostAsync(cancellationToken).ConfigureAwait(false);
        }

        return held;
    }

    /// <summary>Claims, and along with a free partition some more. The balancer hears of those by its next list.</summary>
    private async Task<IEnumerable<PartitionOwnership>> ClaimWithCompanionsAsync(
        List<OwnershipClaim> claims, HashSet<string> isNew, CancellationToken cancellationToken)
    {
        // The balancer claims one at a time, and renews what it has in other calls.
        if (claims is not [{ IsRelinquish: false } wish] || !isNew.Contains(wish.PartitionId) || _ledger.IsRecovery(wish))
        {
            return await _calls.ClaimAsync(claims, cancellationToken).ConfigureAwait(false);
        }

        OwnershipClaim[] companions = _companions.Of(wish);
        List<PartitionOwnership> won = await _calls.ClaimAsync([wish, .. companions], cancellationToken).ConfigureAwait(false);
        _companions.Note(companions.Length + 1, won.Count);
        _list.IsOutdated |= _companions.IsGrowing;
        _wonTogether(won);
        return won.Where(record => record.PartitionId == wish.PartitionId);
    }

    private bool MayBeCompanion(string partitionId) =>
        !IsUnreadable(partitionId) && !_isBeingProcessed(partitionId) && !(_ledger.Last(partitionId) is { } last && _identity.IsTwins(last));

    /// <summary>Whether a wish for a partition that is not held is a claim to make now.</summary>
    private async Task<bool> MayClaimAsync(OwnershipClaim wish, CancellationToken cancellationToken)
    {
        // The SDK learns by this that what it thinks to own is lost.
        if (_ledger.IsOutdatedRenewal(wish) || IsUnreadable(wish.PartitionId) || (_ledger.Last(wish.PartitionId) is { } last && _identity.IsTwins(last)))
        {
            return false;
        }

        // A partition that was lost and is claimed anew in the same breath would go on as if nothing had happened: the SDK stops only what it does
        // not own at the end of its cycle. Left out this once, the former session ends, and the next claim starts a new one at the stored checkpoint.
        bool isRecovery = _ledger.IsRecovery(wish);
        if (_isBeingProcessed(wish.PartitionId) && !isRecovery)
        {
            return false;
        }

        _list.IsSettled = false;
        if (!_settings.IsGreedy && !isRecovery && _claimedAt != 0 && _timeProvider.GetElapsedTime(_claimedAt) < _settings.UpdateInterval - (_settings.WatchInterval / 2))
        {
            return false;
        }

        if (!await _requests.MayClaimAsync(wish, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        _claimedAt = _timeProvider.GetTimestamp();
        return true;
    }

    private OwnershipClaim Refresh(OwnershipClaim wish) => wish with
    {
        OwnerInstance = _settings.OwnerInstance,
        Version = _ledger.NewestVersion(wish),
    };
}
