using System.Runtime.InteropServices;

namespace Checkpointing.Processor.Telemetry;

/// <summary>
/// When the events that no stored checkpoint covers were enqueued, batch by batch: enough to say how old the oldest of them is. What no longer fits is merged into the newest
/// entry, under the older time, so that the answer is never too small and the memory never grows.
/// </summary>
internal sealed class EnqueuedTimes
{
    private const int Capacity = 256;

    private readonly Lock _lock = new();
    private readonly Entry[] _ring = new Entry[Capacity];
    private int _first;
    private int _count;

    /// <summary>When the oldest event was enqueued that no checkpoint covers; null if all are covered.</summary>
    public DateTimeOffset? Oldest
    {
        get
        {
            lock (_lock)
            {
                return _count == 0 ? null : _ring[_first].Enqueued;
            }
        }
    }

    /// <summary>Notes a batch that is handed out.</summary>
    /// <param name="lastSequenceNumber">The sequence number of its last event.</param>
    /// <param name="enqueued">When its first event was enqueued.</param>
    public void Add(long lastSequenceNumber, DateTimeOffset enqueued)
    {
        lock (_lock)
        {
            if (_count == Capacity)
            {
                ref Entry newest = ref _ring[(_first + _count - 1) % Capacity];
                newest.LastSequenceNumber = Math.Max(newest.LastSequenceNumber, lastSequenceNumber);
                return;
            }

            _ring[(_first + _count++) % Capacity] = new Entry { LastSequenceNumber = lastSequenceNumber, Enqueued = enqueued };
        }
    }

    /// <summary>Notes a stored checkpoint.</summary>
    /// <param name="sequenceNumber">Its sequence number.</param>
    /// <returns>When the oldest event was enqueued that it is the first to cover, to a batch; null if it covers nothing new.</returns>
    public DateTimeOffset? Cover(long sequenceNumber)
    {
        lock (_lock)
        {
            DateTimeOffset? oldest = _count > 0 ? _ring[_first].Enqueued : null;
            while (_count > 0 && _ring[_first].LastSequenceNumber <= sequenceNumber)
            {
                _first = (_first + 1) % Capacity;
                _count--;
            }

            return oldest;
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Entry
    {
        public long LastSequenceNumber;
        public DateTimeOffset Enqueued;
    }
}
