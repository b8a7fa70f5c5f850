using Microsoft.Extensions.Logging;

namespace Checkpointing.Blob;

/// <summary>Every log message of this assembly.</summary>
internal static partial class Log
{
    [LoggerMessage(
        300,
        LogLevel.Warning,
        "Checkpoint blob '{Path}' holds neither a sequence number nor an offset, in its metadata or its body. "
        + "It is treated as no checkpoint, as Microsoft's store does; the next checkpoint replaces its metadata.")]
    public static partial void CheckpointNotUnderstood(this ILogger logger, string path);

    [LoggerMessage(
        301,
        LogLevel.Warning,
        "Ownership blob '{Path}' does not say who owns the partition: it lacks the metadata 'ownerid'. "
        + "The partition is treated as free, as Microsoft's store for .NET does; the next claim replaces the metadata.")]
    public static partial void OwnershipNotUnderstood(this ILogger logger, string path);
}
