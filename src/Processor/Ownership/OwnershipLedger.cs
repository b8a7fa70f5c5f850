namespace Checkpointing.Processor.Ownership;

/// <summary>
/// The newest that is known about the ownership of each partition: records that were won, although the SDK may not have heard of it
/// (a call can win some partitions and then fail), and records that were listed.
/// </summary>
internal sealed class OwnershipLedger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly string _ownerInstance;

    /// <param name="ownerInstance">The nonce that this process claims with.</param>
    public OwnershipLedger(string ownerInstance) => _ownerInstance = ownerInstance;

    /// <summary>The record under which this processor holds a partition, as far as it knows.</summary>
    public PartitionOwnership? Held(string partitionId)
    {
        lock (_lock)
        {
            return _entries.GetValueOrDefault(partitionId)?.Held;
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
            Entry? entry = _entries.GetValueOrDefault(partitionId);
            return entry switch
            {
                null => 0,
                { Held: { } held } => held.Epoch,
                { Listed: { } listed } when listed.OwnerId.Equals(ownerId, StringComparison.OrdinalIgnoreCase) => listed.Epoch,
                _ => entry.LastHeldEpoch,
            };
        }
    }

    /// <summary>Whether a claim takes up a record that the last list showed as the claimer's own: what the SDK does after a restart, or when it has lost track.</summary>
    public bool IsRecovery(in OwnershipClaim wish)
    {
        lock (_lock)
        {
            return _entries.GetValueOrDefault(wish.PartitionId)?.Listed is { } listed
                && listed.Version == wish.Version
                && listed.OwnerId.Equals(wish.OwnerId, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>The version that a claim has to carry: the held one, if the claim is for what is held, else the one that it has.</summary>
    public string? NewestVersion(in OwnershipClaim wish)
    {
        lock (_lock)
        {
            Entry? entry = _entries.GetValueOrDefault(wish.PartitionId);
            bool isForHeld = entry?.Held is { } held
                && (wish.Version == entry.GivenVersion || held.OwnerId.Equals(wish.OwnerId, StringComparison.OrdinalIgnoreCase));
            return isForHeld ? entry!.Held!.Version : wish.Version;
        }
    }

    /// <summary>Notes a claim that was won, or a partition that was relinquished.</summary>
    public void Won(PartitionOwnership record)
    {
        lock (_lock)
        {
            Entry entry = Get(record.PartitionId);
            entry.Held = record.OwnerId.Length == 0 ? null : record;
            entry.GivenVersion = record.Version;
            entry.LastHeldEpoch = record.Epoch;
            entry.Listed = record;
        }
    }

    /// <summary>Notes that a partition is not held any more.</summary>
    public void Lost(string partitionId)
    {
        lock (_lock)
        {
            Get(partitionId).Held = null;
        }
    }

    /// <summary>Notes what a list shows: our own records as we hold them, others as lost.</summary>
    public void Observe(IEnumerable<PartitionOwnership> records)
    {
        lock (_lock)
        {
            foreach (PartitionOwnership record in records)
            {
                Entry entry = Get(record.PartitionId);
                entry.Listed = record;
                if (entry.Held is { } held)
                {
                    entry.Held = IsSameOwner(held, record) ? record : null;
                }
            }
        }
    }

    private bool IsSameOwner(PartitionOwnership held, PartitionOwnership record) =>
        record.OwnerId.Equals(held.OwnerId, StringComparison.OrdinalIgnoreCase)
        && (record.OwnerInstance is null || record.OwnerInstance == _ownerInstance);

    private Entry Get(string partitionId)
    {
        if (!_entries.TryGetValue(partitionId, out Entry? entry))
        {
            entry = new Entry();
            _entries.Add(partitionId, entry);
        }

        return entry;
    }

    private sealed class Entry
    {
        public PartitionOwnership? Held { get; set; }

        public PartitionOwnership? Listed { get; set; }

        public string? GivenVersion { get; set; }

        public long LastHeldEpoch { get; set; }
    }
}
