namespace Processor.Tests.EndToEnd;

/// <summary>What was processed, by whom, in order.</summary>
internal sealed class Journal
{
    private readonly List<(string Processor, string PartitionId, long SequenceNumber)> _entries = [];
    private readonly HashSet<(string PartitionId, long SequenceNumber)> _processed = [];
    private readonly Dictionary<string, long> _contiguous = [];

    public (string Processor, string PartitionId, long SequenceNumber)[] Entries
    {
        get
        {
            lock (_entries)
            {
                return [.. _entries];
            }
        }
    }

    public int Count
    {
        get
        {
            lock (_entries)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>How many different events were processed.</summary>
    public int Distinct
    {
        get
        {
            lock (_entries)
            {
                return _processed.Count;
            }
        }
    }

    /// <summary>How many were processed more than once, each repetition counted.</summary>
    public int Duplicates => Count - Distinct;

    /// <summary>The last event of a partition up to which all were processed, by whomever; -1 if the first was not.</summary>
    public long Contiguous(string partitionId)
    {
        lock (_entries)
        {
            return _contiguous.GetValueOrDefault(partitionId, -1);
        }
    }

    public void Add(string processor, string partitionId, long sequenceNumber)
    {
        lock (_entries)
        {
            _entries.Add((processor, partitionId, sequenceNumber));
            _processed.Add((partitionId, sequenceNumber));
            long last = _contiguous.GetValueOrDefault(partitionId, -1);
            while (_processed.Contains((partitionId, last + 1)))
            {
                last++;
            }

            _contiguous[partitionId] = last;
        }
    }

    public long[] Of(string processor, string partitionId) =>
        [.. Entries.Where(entry => entry.Processor == processor && entry.PartitionId == partitionId).Select(entry => entry.SequenceNumber)];
}
