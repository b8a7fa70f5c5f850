using System.Collections;

namespace Quickstart;

/// <summary>Which events of one partition were processed, by sequence number, and in how many owners' sessions.</summary>
/// <remarks>Not safe for concurrent use; <see cref="RunLedger"/> guards it.</remarks>
internal sealed class EventLedger
{
    private readonly long _first;
    private readonly BitArray _seen = new(1024);
    private readonly HashSet<(string Processor, long Epoch)> _sessions = [];

    /// <param name="firstSequenceNumber">The first sequence number that this run publishes; earlier events are not its business.</param>
    public EventLedger(long firstSequenceNumber) => _first = firstSequenceNumber;

    public long Processed { get; private set; }

    public long Duplicates { get; private set; }

    /// <summary>How often another owner went on with the partition. The epoch tells the sessions apart, also of one processor.</summary>
    public int Takeovers => Math.Max(0, _sessions.Count - 1);

    public long? Position { get; private set; }

    /// <summary>Whether a processor has processed any of them.</summary>
    public bool IsKnownTo(string processor) => _sessions.Any(session => session.Processor == processor);

    public void Record(string processor, long epoch, long sequenceNumber)
    {
        if (sequenceNumber < _first)
        {
            return;
        }

        _sessions.Add((processor, epoch));
        Position = Math.Max(Position ?? sequenceNumber, sequenceNumber);
        int index = checked((int)(sequenceNumber - _first));
        if (index >= _seen.Length)
        {
            _seen.Length = Math.Max(index + 1, _seen.Length * 2);
        }

        if (_seen[index])
        {
            Duplicates++;
            return;
        }

        _seen[index] = true;
        Processed++;
    }

    /// <summary>Counts the events up to and including a sequence number that nobody processed.</summary>
    public long CountMissing(long lastSequenceNumber)
    {
        long missing = 0;
        for (long sequenceNumber = _first; sequenceNumber <= lastSequenceNumber; sequenceNumber++)
        {
            int index = (int)(sequenceNumber - _first);
            if (index >= _seen.Length || !_seen[index])
            {
                missing++;
            }
        }

        return missing;
    }
}
