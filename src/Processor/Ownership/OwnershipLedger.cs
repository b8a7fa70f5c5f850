namespace Checkpointing.Processor.Ownership;

/// <summary>
/// The newest that is known about the ownership of each partition: records that were won, although the SDK may not have heard of it
/// (a call can win some partitions and then fail), and records that were listed.
/// </summary>
internal sealed class OwnershipLedger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LedgerEntry> _entries = new(StringComparer.Ordinal);
    private readonly string _ownerInstance;
    private readonly TimeProvider _timeProvider;

    /// <param name="ownerInstance">The nonce that this process claims with.</param>
    /// <param name="timeProvider">The clock. Only its timestamps are used: the time of day may jump.</param>
    public OwnershipLedger(string ownerInstance, TimeProvider timeProvider)
    {
        _ownerInstance = ownerInstance;
        _timeProvider = timeProvider;
    }

    /// <summary>How many partitions are held.</summary>
    public int HeldCount
    {
        get
        {
            lock (_lock)
            {
                return _entries.Values.Count(entry => entry.Held is not null);
            }
        }
    }

    /// <summary>The records of the last list, with what was won since.</summary>
    public IReadOnlyList<PartitionOwnership> Listed
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries.Values.Select(entry => entry.Listed).OfType<PartitionOwnership>()];
            }
        }
    }

    /// <summary>The record under which this processor holds a partition, as far as it knows.</summary>
    public PartitionOwnership? Held(string partitionId)
    {
        lock (_lock)
        {
            return _entries.GetValueOrDefault(partitionId)?.Held;
        }
    }

    /// <summary>The records under which this processor holds what it would renew, as far as it holds them.</summary>
    public List<PartitionOwnership> Held(IReadOnlyList<OwnershipClaim> renewals) => [.. renewals.Select(renewal => Held(renewal.PartitionId)).OfType<PartitionOwnership>()];

    /// <summary>Whether a claim is for what is held already.</summary>
    public bool IsRenewal(in OwnershipClaim wish) =>
        !wish.IsRelinquish && Held(wish.PartitionId) is { } held && held.OwnerId.Equals(wish.OwnerId, StringComparison.OrdinalIgnoreCase);

    /// <summary>A partition's record in the last list, or as it was won since; null if there is none.</summary>
    public PartitionOwnership? Last(string partitionId)
    {
        lock (_lock)
        {
            return _entries.GetValueOrDefault(partitionId)?.Listed;
        }
    }

    /// <summary>
    /// The epoch under which an owner processes a partition now: that of the record it holds, or that is listed as its own; else that of the record it held last, so that
    /// its writes are refused; 0 if it never held one. Never that of somebody else's record.
    /// </summary>
    public long Epoch(string partitionId, string ownerId)
    {
        lock (_lock)
        {
            LedgerEntry? entry = _entries.GetValueOrDefault(partitionId);
            return entry switch
            {
                null => 0,
                { Held: { } held } => held.Epoch,
                { Listed: { } listed } when IsOwn(listed, ownerId) => listed.Epoch,
                _ => entry.LastHeldEpoch,
            };
        }
    }

    /// <summary>Whether an owner may begin to process a partition under an epoch: it is the present one, and not that of a record which the owner has lost or given up.</summary>
    public bool MayProcess(string partitionId, string ownerId, long epoch)
    {
        lock (_lock)
        {
            LedgerEntry? entry = _entries.GetValueOrDefault(partitionId);
            bool isLost = entry is { Held: null, LastHeldEpoch: > 0 } && !(entry.Listed is { } listed && IsOwn(listed, ownerId));
            return !isLost && Epoch(partitionId, ownerId) == epoch;
        }
    }

    /// <summary>Whether a claim takes up a record that the last list showed as the claimer's own: what the SDK does after a restart, or when it has lost track.</summary>
    public bool IsRecovery(in OwnershipClaim wish)
    {
        lock (_lock)
        {
            return _entries.GetValueOrDefault(wish.PartitionId)?.Listed is { } listed && listed.Version == wish.Version && IsOwn(listed, wish.OwnerId);
        }
    }

    /// <summary>Whether a claim would renew what is not held any more: its version is the one that was handed out when it was.</summary>
    public bool IsOutdatedRenewal(in OwnershipClaim wish)
    {
        lock (_lock)
        {
            return _entries.GetValueOrDefault(wish.PartitionId) is { Held: null, GivenVersion: { } given } && given == wish.Version;
        }
    }

    /// <summary>Whether a held partition is to be renewed: its record is as old as that by this clock, or somebody wants to see a sign of life.</summary>
    public bool IsDue(string partitionId, TimeSpan age)
    {
        lock (_lock)
        {
            return _entries.GetValueOrDefault(partitionId) is { Held: not null } entry
                && (entry.IsDoubted || _timeProvider.GetElapsedTime(entry.RenewedAt) >= age);
        }
    }

    /// <summary>The version that a claim has to carry: the held one, if the claim is for what is held, else the one that it has.</summary>
    public string? NewestVersion(in OwnershipClaim wish)
    {
        lock (_lock)
        {
            LedgerEntry? entry = _entries.GetValueOrDefault(wish.PartitionId);
            bool isForHeld = entry?.Held is { } held
                && (wish.Version == entry.GivenVersion || held.OwnerId.Equals(wish.OwnerId, StringComparison.OrdinalIgnoreCase));
            return isForHeld ? entry!.Held!.Version : wish.Version;
        }
    }

    /// <summary>Notes a claim that was won.</summary>
    public void Won(PartitionOwnership record)
    {
        lock (_lock)
        {
            LedgerEntry entry = Get(record.PartitionId);
            entry.Listed = record;
            entry.LastHeldEpoch = record.Epoch;
            entry.IsDoubted = false;
            if (record.OwnerId.Length == 0)
            {
                // The SDK may not know yet: the version that it has stays the one that was handed out.
                entry.Held = null;
                return;
            }

            entry.Held = record;
            entry.GivenVersion = record.Version;
            entry.RenewedAt = _timeProvider.GetTimestamp();
        }
    }

    /// <summary>Notes that an owner does not hold a partition any more.</summary>
    public void Lost(string partitionId, string ownerId)
    {
        lock (_lock)
        {
            LedgerEntry entry = Get(partitionId);
            if (entry.Held is { } held && held.OwnerId.Equals(ownerId, StringComparison.OrdinalIgnoreCase))
            {
                entry.Held = null;
            }
        }
    }

    /// <summary>Has a partition renewed at the next opportunity: it may be lost without anybody having said so.</summary>
    public void Doubt(string partitionId)
    {
        lock (_lock)
        {
            Get(partitionId).IsDoubted = true;
        }
    }

    /// <summary>Notes what a list shows: our own records as we hold them, others and deleted ones as lost.</summary>
    /// <param name="records">The records.</param>
    /// <param name="unreadable">The partitions whose records could not be read; what is known of them stays.</param>
    /// <returns>The partitions that were held until then: others have taken, freed, rewound or deleted them.</returns>
    public IReadOnlyList<string> Observe(IReadOnlyList<PartitionOwnership> records, IReadOnlySet<string> unreadable)
    {
        lock (_lock)
        {
            string[] held = [.. _entries.Where(entry => entry.Value.Held is not null).Select(entry => entry.Key)];
            HashSet<string> absent = [.. _entries.Keys];
            foreach (PartitionOwnership record in records)
            {
                absent.Remove(record.PartitionId);
                LedgerEntry entry = Get(record.PartitionId);
                entry.Listed = record;
                if (entry.Held is not null)
                {
                    entry.Held = IsOwn(record, entry.Held.OwnerId) ? record : null;
                    entry.AnswerProbe(record);
                }
            }

            foreach (string partitionId in absent.Where(partitionId => !unreadable.Contains(partitionId)))
            {
                _entries[partitionId].Listed = null;
                _entries[partitionId].Held = null;
            }

            return [.. held.Where(partitionId => _entries[partitionId].Held is null)];
        }
    }

    private bool IsOwn(PartitionOwnership listed, string ownerId) =>
        listed.OwnerId.Equals(ownerId, StringComparison.OrdinalIgnoreCase) && (listed.OwnerInstance is null || listed.OwnerInstance == _ownerInstance);

    private LedgerEntry Get(string partitionId)
    {
        if (!_entries.TryGetValue(partitionId, out LedgerEntry? entry))
        {
            entry = new LedgerEntry();
            _entries.Add(partitionId, entry);
        }

        return entry;
    }
}
