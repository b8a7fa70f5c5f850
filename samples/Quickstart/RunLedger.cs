namespace Quickstart;

/// <summary>What the whole run published, processed and checkpointed, as the processors reported it.</summary>
internal sealed class RunLedger
{
    private readonly Lock _guard = new();
    private readonly SortedDictionary<string, EventLedger> _partitions = new(PartitionIds.Numerically);
    private long _checkpoints;

    /// <param name="firstSequenceNumbers">For each partition, the first sequence number that this run publishes.</param>
    public RunLedger(IReadOnlyDictionary<string, long> firstSequenceNumbers)
    {
        foreach ((string partitionId, long first) in firstSequenceNumbers)
        {
            _partitions.Add(partitionId, new EventLedger(first));
        }
    }

    public void RecordEvent(string processor, string partitionId, long epoch, long sequenceNumber)
    {
        lock (_guard)
        {
            _partitions[partitionId].Record(processor, epoch, sequenceNumber);
        }
    }

    public void RecordCheckpoint()
    {
        lock (_guard)
        {
            _checkpoints++;
        }
    }

    /// <summary>Whether a processor has processed anything.</summary>
    public bool HasProcessed(string processor)
    {
        lock (_guard)
        {
            return _partitions.Values.Any(partition => partition.IsKnownTo(processor));
        }
    }

    public RunTotals Totals()
    {
        lock (_guard)
        {
            return new RunTotals(
                _partitions.Values.Sum(partition => partition.Processed),
                _partitions.Values.Sum(partition => partition.Duplicates),
                _partitions.Values.Sum(partition => partition.Takeovers),
                _checkpoints);
        }
    }

    public IReadOnlyDictionary<string, long?> Positions()
    {
        lock (_guard)
        {
            return _partitions.ToDictionary(pair => pair.Key, pair => pair.Value.Position);
        }
    }

    /// <summary>Counts, over all partitions, the published events that nobody processed.</summary>
    public long CountMissing(IReadOnlyDictionary<string, long> lastSequenceNumbers)
    {
        lock (_guard)
        {
            return lastSequenceNumbers.Sum(pair => _partitions[pair.Key].CountMissing(pair.Value));
        }
    }
}
