namespace Checkpointing.Moving.Tests.Rolling;

/// <summary>Which events were processed, and how many of them more than once.</summary>
internal sealed class ProcessedEvents
{
    private readonly Lock _lock = new();
    private readonly HashSet<(string PartitionId, long SequenceNumber)> _events = [];
    private int _count;

    public int Distinct
    {
        get
        {
            lock (_lock)
            {
                return _events.Count;
            }
        }
    }

    public int Repeated
    {
        get
        {
            lock (_lock)
            {
                return _count - _events.Count;
            }
        }
    }

    public void Add(string partitionId, long sequenceNumber)
    {
        lock (_lock)
        {
            _count++;
            _events.Add((partitionId, sequenceNumber));
        }
    }
}
