namespace Checkpointing.Writing;

/// <summary>How a <see cref="CheckpointWriter"/> retries and ends.</summary>
public sealed class CheckpointWriterOptions
{
    /// <summary>The default of <see cref="RetryDelay"/>: 100 milliseconds.</summary>
    public static readonly TimeSpan DefaultRetryDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>The default of <see cref="MaximumRetryDelay"/>: 5 seconds.</summary>
    public static readonly TimeSpan DefaultMaximumRetryDelay = TimeSpan.FromSeconds(5);

    /// <summary>The default of <see cref="DrainTimeout"/>: 10 seconds.</summary>
    public static readonly TimeSpan DefaultDrainTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The longest <see cref="Rest"/>: one second.</summary>
    public static readonly TimeSpan MaximumRest = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest pause before a write is tried again after a first fault; it doubles with each further one, and each pause is between half and the whole of it.
    /// More than zero. The store has retried by itself before.
    /// </summary>
    public TimeSpan RetryDelay { get; init; } = DefaultRetryDelay;

    /// <summary>The longest pause between two tries; at least <see cref="RetryDelay"/>.</summary>
    public TimeSpan MaximumRetryDelay { get; init; } = DefaultMaximumRetryDelay;

    /// <summary>How long <see cref="CheckpointWriter.DisposeAsync"/> goes on writing what was posted; zero or more.</summary>
    public TimeSpan DrainTimeout { get; init; } = DefaultDrainTimeout;

    /// <summary>
    /// How long the writer rests after a batch, at least, before it writes the next one; zero, the default, to one second. What is posted meanwhile merges, and goes into one batch. It does
    /// not rest while somebody waits for a write.
    /// </summary>
    /// <remarks>
    /// After a batch that took long it rests longer, nine times as long as the batch took, so that no more than a tenth of the time goes into writing, but never for that reason
    /// longer than half a second: a store that is slow, or that is paid by the request, is asked less often. Zero means no rest at all.
    /// </remarks>
    public TimeSpan Rest { get; init; }

    internal void Validate()
    {
        string? violation = this switch
        {
            _ when RetryDelay <= TimeSpan.Zero => $"{nameof(RetryDelay)} is {RetryDelay}; allowed is more than zero.",
            _ when MaximumRetryDelay < RetryDelay => $"{nameof(MaximumRetryDelay)} is {MaximumRetryDelay}; allowed is {nameof(RetryDelay)}, {RetryDelay}, or more.",
            _ when DrainTimeout < TimeSpan.Zero => $"{nameof(DrainTimeout)} is {DrainTimeout}; allowed is zero or more.",
            _ when Rest < TimeSpan.Zero || Rest > MaximumRest => $"{nameof(Rest)} is {Rest}; allowed is zero to {MaximumRest}.",
            _ => null,
        };
        if (violation is not null)
        {
            throw new InvalidOperationException(violation);
        }
    }
}
