namespace Checkpointing.Processor.Ownership;

/// <summary>
/// What is claimed along with a free partition that the SDK's balancer has picked. It claims one partition at a time, and lists before each. Here the next call takes four of them, and the one after
/// sixteen, as long as nothing is lost and within this processor's share; the balancer sees them in its next list as its own, and takes them up.
/// </summary>
/// <remarks>The first call takes one, so that processors that start together see one another before any takes much. Called by one at a time.</remarks>
internal sealed class ClaimCompanions
{
    private const int Growth = 4;

    private readonly OwnershipSettings _settings;
    private readonly OwnershipLedger _ledger;
    private readonly Func<IReadOnlyList<string>> _partitionIds;
    private readonly Func<string, bool> _mayClaim;
    private readonly TimeProvider _timeProvider;
    private readonly Random _random;
    private int _most = 1;

    /// <param name="settings">What ownership goes by.</param>
    /// <param name="ledger">What is known about ownership.</param>
    /// <param name="partitionIds">The partitions of the hub, as far as they are known.</param>
    /// <param name="mayClaim">Whether nothing speaks against a claim of a partition that is free.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="random">Picks; two that pick at the same time meet less often.</param>
    public ClaimCompanions(
        OwnershipSettings settings,
        OwnershipLedger ledger,
        Func<IReadOnlyList<string>> partitionIds,
        Func<string, bool> mayClaim,
        TimeProvider timeProvider,
        Random random)
    {
        _settings = settings;
        _ledger = ledger;
        _partitionIds = partitionIds;
        _mayClaim = mayClaim;
        _timeProvider = timeProvider;
        _random = random;
    }

    /// <summary>Whether the next claim will take more than one: then it is worth a list that shows what others have taken meanwhile.</summary>
    public bool IsGrowing => _settings.IsGreedy && _most > 1 && _partitionIds().Count > 0;

    /// <summary>What to claim along with a wish; nothing where the wish is for a partition that somebody holds.</summary>
    public OwnershipClaim[] Of(in OwnershipClaim wish)
    {
        if (!_settings.IsGreedy || _most == 1 || !IsFree(wish.PartitionId))
        {
            return [];
        }

        IReadOnlyList<string> partitionIds = _partitionIds();
        int room = new LiveOwners(_ledger, _settings, _timeProvider.GetUtcNow()).FairShare(partitionIds.Count) - _ledger.HeldCount;
        string wished = wish.PartitionId;
        string ownerId = wish.OwnerId;
        string[] free = [.. partitionIds.Where(id => id != wished && IsFree(id) && _mayClaim(id))];
        _random.Shuffle(free);
        return
        [
            .. free.Take(Math.Min(_most, room) - 1)
                .Select(id => new OwnershipClaim(id, ownerId, _settings.OwnerInstance, _ledger.Last(id)?.Version)),
        ];
    }

    /// <summary>Notes what became of a claim of a free partition and its companions.</summary>
    /// <param name="claimed">How many were claimed.</param>
    /// <param name="won">How many of them were won.</param>
    public void Note(int claimed, int won) => _most = won == claimed ? Math.Min(_most * Growth, int.MaxValue / Growth) : 1;

    private bool IsFree(string partitionId) =>
        _ledger.Held(partitionId) is null
        && (_ledger.Last(partitionId) is not { } record
            || (record.OwnerId.Length == 0 && record.RequestedBy is null)
            || _timeProvider.GetUtcNow() - record.LastModified >= _settings.Expiration);
}
