namespace Checkpointing.Processor.Handling;

/// <summary>
/// What an <see cref="IEventBatchHandler"/> throws to say that the first events of its batch are processed and the next one is not. The first ones are not given again;
/// retries get the rest, and if the next one goes on failing it alone is dealt with as <see cref="PoisonPolicy"/> says.
/// </summary>
public sealed class PartialBatchException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="processedCount">How many events from the beginning of the batch that this call was given are processed; 0 or more. A number beyond the batch counts as 0.</param>
    /// <param name="innerException">Why the next one is not: what decides whether to try again, and what a dead letter tells.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public PartialBatchException(int processedCount, Exception innerException)
        : base($"The first {processedCount} events of the batch are processed; the next one failed.", innerException)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(processedCount);
        ArgumentNullException.ThrowIfNull(innerException);
        ProcessedCount = processedCount;
    }

    /// <summary>How many events from the beginning of the batch are processed.</summary>
    public int ProcessedCount { get; }
}
