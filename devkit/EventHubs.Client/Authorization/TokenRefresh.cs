namespace Azure.Messaging.EventHubs.Authorization;

/// <summary>When a token that was put is replaced: well before it expires, and not by all links at the same moment.</summary>
internal static class TokenRefresh
{
    private static readonly TimeSpan Lead = TimeSpan.FromMinutes(7);
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);
    private static readonly TimeSpan Jitter = TimeSpan.FromSeconds(30);

    /// <param name="expiresOn">When the token expires.</param>
    /// <param name="now">The moment to count from.</param>
    /// <param name="spread">From 0 to 1, at random: how much earlier than needed, so that links do not all ask at once.</param>
    public static TimeSpan DelayFor(DateTimeOffset expiresOn, DateTimeOffset now, double spread)
    {
        var delay = expiresOn - now - Lead - (Jitter * spread);
        return delay < Shortest ? Shortest : delay > Longest ? Longest : delay;
    }
}
