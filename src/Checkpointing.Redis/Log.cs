using Microsoft.Extensions.Logging;

namespace Checkpointing.Redis;

/// <summary>Every log message of this assembly.</summary>
internal static partial class Log
{
    [LoggerMessage(500, LogLevel.Warning, "{Findings}")]
    public static partial void ServerFindings(this ILogger logger, string findings);

    [LoggerMessage(501, LogLevel.Warning, "It could not be checked whether the Redis server keeps what it acknowledges.")]
    public static partial void ServerNotChecked(this ILogger logger, Exception exception);

    [LoggerMessage(502, LogLevel.Warning, "No answer came on the connection to Redis for {Elapsed}; it is replaced.")]
    public static partial void ConnectionReplaced(this ILogger logger, TimeSpan elapsed);
}
