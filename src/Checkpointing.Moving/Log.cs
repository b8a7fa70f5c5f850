using Microsoft.Extensions.Logging;

namespace Checkpointing.Moving;

/// <summary>Every log message of this assembly.</summary>
internal static partial class Log
{
    [LoggerMessage(
        800,
        LogLevel.Warning,
        "Partition {PartitionId}: the checkpoint in {Following}, {Was}, was ahead of {Now} in {Leading}, which leads, and is set back. "
        + "That is right if the partition was rewound, or if a process died between the two writes; otherwise a process writes to one store that should write to both.")]
    public static partial void SetBack(this ILogger logger, string partitionId, MovingSide following, long? was, long? now, MovingSide leading);

    [LoggerMessage(
        801,
        LogLevel.Information,
        "Partition {PartitionId}: the checkpoint in {Leading} is the offset {Offset} without a sequence number. It is copied with the first checkpoint that is written.")]
    public static partial void NotComparable(this ILogger logger, string partitionId, MovingSide leading, string? offset);

    [LoggerMessage(
        802,
        LogLevel.Warning,
        "Partition {PartitionId}: it changed hands twice in the moment in which {Following} was set back, and {Replaced} could not be put there again. "
        + "Its owner may repeat events up to there; none is lost, and nothing is to be done.")]
    public static partial void OvertakenTwice(this ILogger logger, string partitionId, MovingSide following, long replaced);
}
