namespace Checkpointing.Processor.Handling;

/// <summary>How often and when a handler that failed is called again, in place: the partition waits, and keeps its owner.</summary>
/// <remarks>Pauses double from <see cref="Delay"/> up to <see cref="MaxDelay"/>, each with jitter. They end at once when the partition is lost or the processor stops.</remarks>
public sealed class HandlerRetryOptions
{
    /// <summary>The default of <see cref="MaxRetries"/>: 3.</summary>
    public const int DefaultMaxRetries = 3;

    /// <summary>The default of <see cref="Delay"/>: half a second.</summary>
    public static readonly TimeSpan DefaultDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>The default of <see cref="MaxDelay"/>: 10 seconds.</summary>
    public static readonly TimeSpan DefaultMaxDelay = TimeSpan.FromSeconds(10);

    /// <summary>The longest <see cref="MaxDelay"/>: one day.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    /// <summary>How many times a handler is called again after its first failure; 0 or more. 0 for not at all.</summary>
    public int MaxRetries { get; set; } = DefaultMaxRetries;

    /// <summary>The median pause before the first retry; zero to <see cref="MaxDelay"/>.</summary>
    public TimeSpan Delay { get; set; } = DefaultDelay;

    /// <summary>The longest pause; at most one day.</summary>
    public TimeSpan MaxDelay { get; set; } = DefaultMaxDelay;
}
