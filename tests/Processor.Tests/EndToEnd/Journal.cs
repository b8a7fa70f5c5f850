namespace Processor.Tests.EndToEnd;

/// <summary>What was processed, by whom, in order.</summary>
internal sealed class Journal
{
    private readonly List<(string Processor, string PartitionId, long SequenceNumber)> _entries = [];

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
    public int Distinct => Entries.Select(entry => (entry.PartitionId, entry.SequenceNumber)).Distinct().Count();

    /// <summary>How many were processed more than once, each repetition counted.</summary>
    public int Duplicates => Count - Distinct;

    public void Add(string processor, string partitionId, long sequenceNumber)
    {
        lock (_entries)
        {
            _entries.Add((processor, partitionId, sequenceNumber));
        }
    }

    public long[] Of(string processor, string partitionId) =>
        [.. Entries.Where(entry => entry.Processor == processor && entry.PartitionId == partitionId).Select(entry => entry.SequenceNumber)];
}
