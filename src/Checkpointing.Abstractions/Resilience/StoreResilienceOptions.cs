using Checkpointing.Backends;

namespace Checkpointing.Resilience;

/// <summary>
/// How long a store tries. The whole of it should stay well below the processors' ownership expiration, or one slow call costs
/// partitions.
/// </summary>
public sealed class StoreResilienceOptions
{
    /// <summary>The default of <see cref="OperationTimeout"/>: 15 seconds.</summary>
    public static readonly TimeSpan DefaultOperationTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The default of <see cref="AttemptTimeout"/>: 5 seconds.</summary>
    public static readonly TimeSpan DefaultAttemptTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The default of <see cref="MaxRetries"/>: 5.</summary>
    public const int DefaultMaxRetries = 5;

    /// <summary>The default of <see cref="RetryDelay"/>: 100 milliseconds.</summary>
    public static readonly TimeSpan DefaultRetryDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>The default of <see cref="MaxRetryDelay"/>: 2 seconds.</summary>
    public static readonly TimeSpan DefaultMaxRetryDelay = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LeastTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostTimeout = TimeSpan.FromMinutes(5);

    /// <summary>The time limit of one call, all its attempts and pauses included; 100 milliseconds to 5 minutes.</summary>
    public TimeSpan OperationTimeout { get; set; } = DefaultOperationTimeout;

    /// <summary>The time limit of one attempt; 100 milliseconds to 5 minutes, and no more than <see cref="OperationTimeout"/>.</summary>
    public TimeSpan AttemptTimeout { get; set; } = DefaultAttemptTimeout;

    /// <summary>How often a transient fault is tried again, within the time limit; 0 to 100.</summary>
    public int MaxRetries { get; set; } = DefaultMaxRetries;

    /// <summary>The pause before the first retry on average; it doubles each time, with jitter. 1 millisecond to 1 minute.</summary>
    public TimeSpan RetryDelay { get; set; } = DefaultRetryDelay;

    /// <summary>The longest pause between two attempts; 1 millisecond to 5 minutes.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = DefaultMaxRetryDelay;

    /// <summary>Notes what is wrong with these settings.</summary>
    /// <param name="violations">Where to note it.</param>
    /// <param name="prefix">The key of this group of settings within its section.</param>
    public void Validate(SettingsViolations violations, string prefix)
    {
        violations.UnlessBetween(OperationTimeout, LeastTimeout, MostTimeout, $"{prefix}:{nameof(OperationTimeout)}");
        violations.UnlessBetween(AttemptTimeout, LeastTimeout, MostTimeout, $"{prefix}:{nameof(AttemptTimeout)}");
        violations.Unless(
            AttemptTimeout <= OperationTimeout,
            $"{prefix}:{nameof(AttemptTimeout)}",
            AttemptTimeout,
            $"one attempt may not last longer than the whole call, {OperationTimeout}; lower it or raise {nameof(OperationTimeout)}.");
        violations.UnlessBetween(MaxRetries, 0, 100, $"{prefix}:{nameof(MaxRetries)}");
        violations.UnlessBetween(RetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1), $"{prefix}:{nameof(RetryDelay)}");
        violations.UnlessBetween(MaxRetryDelay, TimeSpan.FromMilliseconds(1), MostTimeout, $"{prefix}:{nameof(MaxRetryDelay)}");
    }
}
