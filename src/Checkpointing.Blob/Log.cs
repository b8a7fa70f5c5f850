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

    [LoggerMessage(302, LogLevel.Warning, "Checkpoints of {Group} could not be copied to blobs; it is tried again every {Interval}, and this is not told again until it has worked.")]
    public static partial void MirrorFailed(this ILogger logger, string group, TimeSpan interval, Exception exception);

    [LoggerMessage(
        303,
        LogLevel.Warning,
        "The checkpoints of {Group} are not copied to blobs: '{Owner}' owns a partition by the very blobs that would be written. "
        + "Either its processors have not moved to the other store yet, and it begins five minutes after the last of them has ended, or the mirror needs a container of its own.")]
    public static partial void MirrorRefused(this ILogger logger, ConsumerGroup group, string owner);
}
