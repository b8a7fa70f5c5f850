using Microsoft.Extensions.Logging;

namespace Checkpointing.Processor.Ownership;

/// <summary>
/// Decides what becomes of a wish for a partition that is not held: claim it at once, or first ask its live owner to finish what it has begun and to hand it over.
/// Taken without a word, its events would be processed twice until the owner notices.
/// </summary>
internal sealed class PartitionRequests
{
    /// <summary>How long a partition that was given up for somebody is left to that one: it looks more than once a second.</summary>
    public static readonly TimeSpan Reservation = TimeSpan.FromSeconds(2);

    private readonly IOwnershipRequestStore? _store;
    private readonly ConsumerGroup _group;
    private readonly OwnershipSettings _settings;
    private readonly OwnershipLedger _ledger;
    private readonly OwnershipPace _pace;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Dictionary<string, (string OwnerId, long Epoch, long Since)> _asked = new(StringComparer.Ordinal);
    private long? _wishedAt;

    /// <param name="store">The store, or null if it holds no requests: then every wish is a claim.</param>
    /// <param name="group">The consumer group.</param>
    /// <param name="settings">What ownership goes by.</param>
    /// <param name="ledger">What is known about ownership.</param>
    /// <param name="pace">Slows down what fails.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">The log.</param>
    public PartitionRequests(
        IOwnershipRequestStore? store, ConsumerGroup group, OwnershipSettings settings, OwnershipLedger ledger, OwnershipPace pace, TimeProvider timeProvider, ILogger logger)
    {
        _store = settings.HandoverTimeout > TimeSpan.Zero ? store : null;
        _group = group;
        _settings = settings;
        _ledger = ledger;
        _pace = pace;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Whether a wish for a partition that is not held is to be claimed now. If not, its owner was asked, or somebody else comes first.</summary>
    public async Task<bool> MayClaimAsync(OwnershipClaim wish, CancellationToken cancellationToken)
    {
        ForgetIfNothingWasWished();
        if (_store is null || _ledger.Last(wish.PartitionId) is not { } record || record.Version != wish.Version)
        {
            return true;
        }

        DateTimeOffset now = _timeProvider.GetUtcNow();
        if (record.OwnerId.Length == 0)
        {
            // Whoever has its share meanwhile, from an owner that left perhaps, does not come for what it has asked for.
            return record.RequestedBy is not { } requester || IsMe(requester) || now - record.LastModified >= Reservation || HasItsShare(requester, now);
        }

        // What stands there in this processor's own name is a former process's, or a twin's, which is not asked for anything.
        if (IsMe(record.OwnerId) || !record.HasLiveOwner(now, _settings.Expiration))
        {
            return true;
        }

        if (record.RequestedBy is { } first && !IsMe(first) && now - record.RequestedAt < _settings.HandoverTimeout && first != record.OwnerId)
        {
            return false;
        }

        return await AskAsync(_store, record, now, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> AskAsync(IOwnershipRequestStore store, PartitionOwnership record, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_asked.TryGetValue(record.PartitionId, out (string OwnerId, long Epoch, long Since) asked) && IsStandingFor(asked, record))
        {
            if (_timeProvider.GetElapsedTime(asked.Since) < _settings.HandoverTimeout)
            {
                return false;
            }

            _asked.Remove(record.PartitionId);
            _logger.HandoverTimedOut(record.PartitionId, record.OwnerId, _settings.HandoverTimeout);
            return true;
        }

        if (!WouldBalance(record.OwnerId, now))
        {
            return false;
        }

        await RequestAsync(store, record, cancellationToken).ConfigureAwait(false);
        return false;
    }

    private async Task RequestAsync(IOwnershipRequestStore store, PartitionOwnership record, CancellationToken cancellationToken)
    {
        var request = new OwnershipRequest(record.PartitionId, record.OwnerId, _settings.Identifier);
        try
        {
            PartitionResults<PartitionOwnership> noted = await _pace.CallAsync(
                () => store.RequestOwnershipAsync(_group, [request], cancellationToken), cancellationToken).ConfigureAwait(false);
            if (noted.Items.Count > 0)
            {
                _asked[record.PartitionId] = (record.OwnerId, record.Epoch, _timeProvider.GetTimestamp());
                _logger.HandoverRequested(record.PartitionId, record.OwnerId);
            }
        }
        catch (CheckpointStoreException exception) when (exception.IsTransient && _pace.IsToldAlready())
        {
            _logger.StoreStillFails(exception);
        }
    }

    /// <summary>The balancer wishes at each tick for as long as it wants anything. If it did not, shares were even, and the owners that were asked before have kept what they have rightly.</summary>
    private void ForgetIfNothingWasWished()
    {
        if (_wishedAt is { } last && _timeProvider.GetElapsedTime(last) >= _settings.HandoverTimeout + _settings.UpdateInterval)
        {
            _asked.Clear();
        }

        _wishedAt = _timeProvider.GetTimestamp();
    }

    /// <summary>
    /// The balancer wishes for one partition at a time and does not know what was asked for already: it would ask for one too many, and its owner want it back.
    /// </summary>
    private bool WouldBalance(string ownerId, DateTimeOffset now)
    {
        foreach (string partitionId in _asked.Where(asked => !IsStandingFor(asked.Value, _ledger.Last(asked.Key))).Select(asked => asked.Key).ToArray())
        {
            _asked.Remove(partitionId);
        }

        LiveOwners live = Live(now);
        int theirs = live.Records.Count(record =>
            record.OwnerId == ownerId
            && (record.RequestedBy is null || now - record.RequestedAt >= _settings.HandoverTimeout)
            && !_asked.ContainsKey(record.PartitionId));
        return theirs > FairShare(live) && theirs > _ledger.HeldCount + _asked.Count;
    }

    /// <summary>A change of hands ends a request. Who has the partition again knows nothing of the one before, and is asked anew.</summary>
    private static bool IsStandingFor((string OwnerId, long Epoch, long Since) asked, PartitionOwnership? record) =>
        record is not null && record.OwnerId == asked.OwnerId && record.Epoch == asked.Epoch;

    private bool HasItsShare(string identifier, DateTimeOffset now)
    {
        LiveOwners live = Live(now);
        return live.Records.Count(record => record.OwnerId == identifier) >= FairShare(live);
    }

    private LiveOwners Live(DateTimeOffset now) => new(_ledger, _settings, now);

    /// <summary>Of what is listed: for a partition that nobody ever held nobody is asked.</summary>
    private int FairShare(LiveOwners live) => live.FairShare(_ledger.Listed.Count);

    private bool IsMe(string identifier) => identifier.Equals(_settings.Identifier, StringComparison.OrdinalIgnoreCase);
}
