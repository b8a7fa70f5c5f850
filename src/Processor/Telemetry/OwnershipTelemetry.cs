using System.Diagnostics;
using Checkpointing.Telemetry;

namespace Checkpointing.Processor.Telemetry;

/// <summary>What the processor owns and what it could own, as metrics and health tell it. Fed by the code that claims; each call may be repeated.</summary>
internal sealed class OwnershipTelemetry
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _owned = new(StringComparer.Ordinal);
    private readonly ProcessorInstruments _instruments;
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan _expiration;
    private IReadOnlyList<string> _partitionIds = [];
    private IReadOnlyList<PartitionOwnership> _listed = [];
    private bool _hasListed;
    private long _nothingOwnedSince;

    public OwnershipTelemetry(
        ProcessorInstruments instruments, KeyValuePair<string, object?>[] tags, TimeProvider timeProvider, TimeSpan expiration)
    {
        _instruments = instruments;
        _tags = tags;
        _timeProvider = timeProvider;
        _expiration = expiration;
        _nothingOwnedSince = timeProvider.GetTimestamp();
    }

    /// <summary>The partitions that are owned, in the order of their ids.</summary>
    public string[] Owned
    {
        get
        {
            lock (_lock)
            {
                return [.. _owned.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>How many partitions are owned.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _owned.Count;
            }
        }
    }

    /// <summary>For how long nothing is owned; null if something is.</summary>
    public TimeSpan? NothingOwnedFor
    {
        get
        {
            lock (_lock)
            {
                return _owned.Count == 0 ? _timeProvider.GetElapsedTime(_nothingOwnedSince) : null;
            }
        }
    }

    /// <summary>Notes that the processor starts: what it owned in a former run says nothing about this one.</summary>
    public void Started()
    {
        lock (_lock)
        {
            _hasListed = false;
            _nothingOwnedSince = _timeProvider.GetTimestamp();
        }
    }

    /// <summary>Notes the partitions of the hub.</summary>
    public void Found(IReadOnlyList<string> partitionIds)
    {
        lock (_lock)
        {
            _partitionIds = partitionIds;
        }
    }

    /// <summary>Notes what the store lists.</summary>
    public void Listed(IReadOnlyList<PartitionOwnership> records)
    {
        lock (_lock)
        {
            _listed = records;
            _hasListed = true;
        }
    }

    /// <summary>Notes a claim that was won: a partition taken, renewed, or released if the record has no owner.</summary>
    public void Won(PartitionOwnership record)
    {
        if (record.OwnerId.Length == 0)
        {
            Lost(record.PartitionId, OwnershipLoss.Released);
            return;
        }

        lock (_lock)
        {
            if (!_owned.Add(record.PartitionId))
            {
                return;
            }
        }

        CountChange(record.PartitionId, "gained", "claimed");
    }

    /// <summary>Notes that a partition is not owned any more.</summary>
    public void Lost(string partitionId, OwnershipLoss reason)
    {
        lock (_lock)
        {
            if (!_owned.Remove(partitionId))
            {
                return;
            }

            if (_owned.Count == 0)
            {
                _nothingOwnedSince = _timeProvider.GetTimestamp();
            }
        }

        CountChange(partitionId, "lost", reason switch
        {
            OwnershipLoss.Released => "released",
            OwnershipLoss.HandedOver => "handed_over",
            _ => "taken",
        });
    }

    /// <summary>The partitions that nobody owns, as the last list shows them; null if there was no list, or the hub never told its partitions.</summary>
    public string[]? Free()
    {
        lock (_lock)
        {
            if (!_hasListed || _partitionIds.Count == 0)
            {
                return null;
            }

            DateTimeOffset now = _timeProvider.GetUtcNow();
            HashSet<string> taken = new(
                _listed.Where(record => record.HasLiveOwner(now, _expiration)).Select(record => record.PartitionId), StringComparer.Ordinal);
            return [.. _partitionIds.Where(partitionId => !taken.Contains(partitionId) && !_owned.Contains(partitionId))];
        }
    }

    private void CountChange(string partitionId, string change, string reason)
    {
        if (_instruments.OwnershipChanges.Enabled)
        {
            TagList tags = new(_tags);
            tags.Add(TelemetryNames.Partition, partitionId);
            tags.Add(TelemetryNames.Change, change);
            tags.Add(TelemetryNames.Reason, reason);
            _instruments.OwnershipChanges.Add(1, tags);
        }
    }
}
