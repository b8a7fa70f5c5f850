namespace Devkit.EventHubs.Broker.Faults;

/// <summary>Events pass at a limited rate.</summary>
internal sealed class ThrottleRule(FaultScope scope, double eventsPerSecond, TimeProvider time) : FaultRule(scope)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _free = time.GetUtcNow();

    /// <summary>Takes events out of the rate.</summary>
    /// <returns>How long to wait before the next.</returns>
    public TimeSpan Take(int events)
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            _free = (_free > now ? _free : now) + TimeSpan.FromSeconds(events / eventsPerSecond);
            return _free - now;
        }
    }
}
