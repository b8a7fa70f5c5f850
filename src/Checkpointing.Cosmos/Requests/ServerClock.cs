namespace Checkpointing.Cosmos.Requests;

/// <summary>
/// What the server's clock shows now, as far as its answers tell. The service stamps documents only with the time of their last change of any
/// kind, and a patch cannot write the server's time, so the store keeps this estimate and writes it. The machine's own clock does
/// not enter: between answers the time is carried on by its monotonic counter.
/// </summary>
/// <remarks>An answer's time has whole seconds. Many answers narrow the estimate down to less, but nothing relies on it.</remarks>
internal sealed class ServerClock
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly long _start;
    private DateTimeOffset? _atStart;

    public ServerClock(TimeProvider clock)
    {
        _clock = clock;
        _start = clock.GetTimestamp();
    }

    /// <summary>Whether any answer told the time.</summary>
    public bool IsKnown
    {
        get
        {
            lock (_lock)
            {
                return _atStart is not null;
            }
        }
    }

    /// <summary>Learns from an answer.</summary>
    /// <param name="serverTime">The server's time when it made the answer, cut to whole seconds.</param>
    /// <param name="sent">The local timestamp before the request was sent.</param>
    public void Observe(DateTimeOffset serverTime, long sent)
    {
        // The answer was made after the request was sent and before now; that leaves a span for what the server's clock showed at the start.
        DateTimeOffset earliest = serverTime - _clock.GetElapsedTime(_start);
        DateTimeOffset latest = serverTime + TimeSpan.FromSeconds(1) - _clock.GetElapsedTime(_start, sent);
        lock (_lock)
        {
            _atStart = _atStart is not { } estimate ? earliest + ((latest - earliest) / 2)
                : estimate < earliest ? earliest
                : estimate > latest ? latest
                : estimate;
        }
    }

    /// <summary>The server's time.</summary>
    /// <exception cref="InvalidOperationException">There was no answer yet.</exception>
    public DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return (_atStart ?? throw new InvalidOperationException("The server's time is not known before its first answer.")) + _clock.GetElapsedTime(_start);
        }
    }
}
