namespace BrokerThroughput;

/// <summary>Events published and received so far, and the brake that keeps publishers from running away from readers.</summary>
internal sealed class Tally
{
    /// <summary>Events that may be on their way in an end-to-end run: less than the hub retains.</summary>
    public const long MostInFlight = 50_000;

    private readonly bool _isEndToEnd;
    private long _published;
    private long _received;

    public Tally(bool isEndToEnd = false)
    {
        _isEndToEnd = isEndToEnd;
    }

    public long Published => Volatile.Read(ref _published);

    public long Received => Volatile.Read(ref _received);

    public void AddPublished(int events) => Interlocked.Add(ref _published, events);

    public void AddReceived(int events) => Interlocked.Add(ref _received, events);

    /// <summary>Whether publishers have to wait for readers.</summary>
    public bool IsTooFarAhead => _isEndToEnd && Published - Received > MostInFlight;

    /// <summary>Waits while the readers are too far behind.</summary>
    public async ValueTask WaitForReadersAsync(CancellationToken stop)
    {
        while (IsTooFarAhead)
        {
            await Task.Delay(1, stop);
        }
    }
}
