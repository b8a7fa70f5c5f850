using Checkpointing.Processor.Telemetry;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Processor.Ownership;

/// <summary>Reads the ownership of the group into the ledger, as often as it is worth it, and notes what others ask for. Called by one at a time.</summary>
internal sealed class OwnershipList
{
    /// <summary>How long a list serves while partitions are claimed one after the other, every 15 ms: a claim by what it no longer shows is lost, and then it is made anew.</summary>
    public static readonly TimeSpan LongestAge = TimeSpan.FromMilliseconds(250);

    private readonly ICheckpointStore _store;
    private readonly ConsumerGroup _group;
    private readonly OwnershipSettings _settings;
    private readonly OwnershipLedger _ledger;
    private readonly OwnershipPace _pace;
    private readonly Action<PartitionOwnership> _handOver;
    private readonly Action<CheckpointStoreException> _report;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly TimeSpan _interval;
    private volatile HashSet<string> _unreadable = [];
    private long? _readAt;

    /// <param name="store">The store, with a time limit on each call.</param>
    /// <param name="isCheap">Whether it may be listed at each look, and not in each interval of renewals only.</param>
    /// <param name="group">The consumer group.</param>
    /// <param name="settings">What ownership goes by.</param>
    /// <param name="ledger">Where to note what is read.</param>
    /// <param name="pace">Slows down what fails.</param>
    /// <param name="handOver">Told, each time it is seen, that somebody has asked for what is held.</param>
    /// <param name="report">Hears of records that cannot be read.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">The log.</param>
    public OwnershipList(
        ICheckpointStore store,
        bool isCheap,
        ConsumerGroup group,
        OwnershipSettings settings,
        OwnershipLedger ledger,
        OwnershipPace pace,
        Action<PartitionOwnership> handOver,
        Action<CheckpointStoreException> report,
        TimeProvider timeProvider,
        ILogger logger)
    {
        _store = store;
        _group = group;
        _settings = settings;
        _ledger = ledger;
        _pace = pace;
        _handOver = handOver;
        _report = report;
        _timeProvider = timeProvider;
        _logger = logger;

        // Blobs are listed for money, and a list of them tells of nobody's wishes: once in each interval, as the SDK does it.
        _interval = isCheap ? settings.WatchInterval : settings.UpdateInterval;
    }

    /// <summary>Whether what was read is known to be out of date.</summary>
    public bool IsOutdated { get; set; } = true;

    /// <summary>Whether no partition was wished for since the last look.</summary>
    public bool IsSettled { get; set; }

    /// <summary>Hears what was listed; null where nobody wants to know.</summary>
    public OwnershipTelemetry? Telemetry { get; set; }

    /// <summary>Whether a partition's record could not be read.</summary>
    public bool IsUnreadable(string partitionId) => _unreadable.Contains(partitionId);

    /// <summary>Reads, or goes on with what was read before: a store that is out of reach is an error once in an interval, and not at each look.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!IsFresh())
            {
                await ReadAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (CheckpointStoreException exception) when (_readAt is not null && exception.IsTransient && _pace.IsToldAlready())
        {
            _logger.StoreStillFails(exception);
        }

        IsSettled = true;
    }

    /// <summary>Reads the records from the store.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        PartitionResults<PartitionOwnership> results =
            await _pace.CallAsync(() => _store.ListOwnershipAsync(_group, cancellationToken), cancellationToken).ConfigureAwait(false);
        HashSet<string> before = _unreadable;
        _unreadable = [.. results.Faults.Select(fault => fault.PartitionId).OfType<string>()];
        Telemetry?.Listed(results.Items);
        foreach (string lost in _ledger.Observe(results.Items, _unreadable))
        {
            Telemetry?.Lost(lost, OwnershipLoss.Taken);
        }

        _readAt = _timeProvider.GetTimestamp();
        IsOutdated = false;
        NoteRequests(results.Items);
        foreach (CheckpointStoreException fault in results.Faults)
        {
            if (fault.PartitionId is not { } partitionId || !before.Contains(partitionId))
            {
                _logger.OwnershipUnreadable(fault.PartitionId, fault);
                _report(fault);
            }
        }
    }

    private bool IsFresh()
    {
        TimeSpan limit = IsSettled ? _interval - (_settings.WatchInterval / 2) : Shorter(LongestAge, _settings.WatchInterval / 2);
        return !IsOutdated && _readAt is { } readAt && _timeProvider.GetElapsedTime(readAt) < limit;
    }

    private void NoteRequests(IReadOnlyList<PartitionOwnership> records)
    {
        foreach (PartitionOwnership record in records)
        {
            // Who asked longer ago than that has taken the partition by now, or lives no more. Who has as much as this one by now needs nothing of it.
            if (record.RequestedBy is { } requester
                && !requester.Equals(record.OwnerId, StringComparison.OrdinalIgnoreCase)
                && _ledger.Held(record.PartitionId) is not null
                && _timeProvider.GetUtcNow() - record.RequestedAt < _settings.HandoverTimeout
                && records.Count(other => other.OwnerId == requester) < _ledger.HeldCount)
            {
                _handOver(record);
            }
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
