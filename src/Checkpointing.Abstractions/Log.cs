using Microsoft.Extensions.Logging;

namespace Checkpointing;

/// <summary>Every log message of this assembly.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Warning, "{Operation} on {Group}, partition {PartitionId}, met a transient fault; retry {Attempt} follows in {Delay}.")]
    public static partial void StoreRetry(
        this ILogger logger, StoreOperation operation, ConsumerGroup? group, string? partitionId, int attempt, TimeSpan delay, Exception? exception);
}
