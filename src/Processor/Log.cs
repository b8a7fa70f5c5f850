using Checkpointing.Processor.Receiving;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Processor;

/// <summary>Every log message of this assembly.</summary>
internal static partial class Log
{
    [LoggerMessage(200, LogLevel.Information, "Partition {PartitionId} starts under epoch {Epoch}.")]
    public static partial void PartitionStarts(this ILogger logger, string partitionId, long epoch);

    [LoggerMessage(201, LogLevel.Information, "Partition {PartitionId}, epoch {Epoch}, has ended; its last checkpoint: {Outcome}.")]
    public static partial void PartitionStopped(this ILogger logger, string partitionId, long epoch, CheckpointOutcome outcome);

    [LoggerMessage(202, LogLevel.Warning, "Partition {PartitionId} ended without its last checkpoint, within {FlushTimeout}: events will be processed again.")]
    public static partial void FlushFailed(this ILogger logger, string partitionId, TimeSpan flushTimeout, Exception exception);

    [LoggerMessage(203, LogLevel.Error, "The stop handler of partition {PartitionId} failed.")]
    public static partial void StopHandlerFailed(this ILogger logger, string partitionId, Exception exception);

    [LoggerMessage(204, LogLevel.Error, "A callback that the handler of partition {PartitionId} registered on its token failed.")]
    public static partial void CancellationCallbackFailed(this ILogger logger, string partitionId, Exception exception);

    [LoggerMessage(210, LogLevel.Warning, "Partition {PartitionId} was taken over or rewound: the checkpoint at {SequenceNumber} under epoch {Epoch} was refused. The partition is handed out no more and given up.")]
    public static partial void Fenced(this ILogger logger, string partitionId, long epoch, long sequenceNumber);

    [LoggerMessage(211, LogLevel.Warning, "The checkpoint of partition {PartitionId} could not be written, attempt {Attempt}; it is tried again.")]
    public static partial void WriteFailed(this ILogger logger, string partitionId, int attempt, Exception exception);

    [LoggerMessage(212, LogLevel.Information, "Partition {PartitionId} has {Uncovered} events that no stored checkpoint covers, of {Maximum} allowed: reading waits for the store.")]
    public static partial void ReadingWaits(this ILogger logger, string partitionId, long uncovered, int maximum);

    [LoggerMessage(213, LogLevel.Warning, "The checkpoint of partition {PartitionId}, written by {WrittenBy}, has neither offset nor sequence number; reading starts at the default position.")]
    public static partial void CheckpointWithoutPosition(this ILogger logger, string partitionId, string? writtenBy);

    [LoggerMessage(220, LogLevel.Error, "The ownership record of partition {PartitionId} cannot be read. Nobody processes the partition until the record is mended.")]
    public static partial void OwnershipUnreadable(this ILogger logger, string? partitionId, Exception exception);

    [LoggerMessage(221, LogLevel.Warning, "The claim of partition {PartitionId} met a fault.")]
    public static partial void ClaimFailed(this ILogger logger, string? partitionId, Exception exception);

    [LoggerMessage(222, LogLevel.Debug, "The claim of partition {PartitionId} was lost.")]
    public static partial void ClaimLost(this ILogger logger, string partitionId);

    [LoggerMessage(223, LogLevel.Information, "Partition {PartitionId} is asked for: its owner {OwnerId} finishes what it has begun and hands it over.")]
    public static partial void HandoverRequested(this ILogger logger, string partitionId, string ownerId);

    [LoggerMessage(224, LogLevel.Warning, "Partition {PartitionId} was not handed over by {OwnerId} within {Timeout}; it is taken, and some of its events are processed twice.")]
    public static partial void HandoverTimedOut(this ILogger logger, string partitionId, string ownerId, TimeSpan timeout);

    [LoggerMessage(225, LogLevel.Information, "Partition {PartitionId} is handed over to {Requester}, as soon as what was begun is finished and stored.")]
    public static partial void HandoverBegins(this ILogger logger, string partitionId, string requester);

    [LoggerMessage(226, LogLevel.Information, "{Count} partitions are owned by a process with this one's identifier, {Identifier}; it is asked for a sign of life.")]
    public static partial void IdentifierInUse(this ILogger logger, string identifier, int count);

    [LoggerMessage(227, LogLevel.Critical, "Two live processes share one identifier.")]
    public static partial void IdentifierShared(this ILogger logger, Exception exception);

    [LoggerMessage(228, LogLevel.Error, "The store has not answered for {Gone}, so that partitions may have expired; the policy is: {Policy}.")]
    public static partial void StoreIsGone(this ILogger logger, TimeSpan gone, StoreOutagePolicy policy);

    [LoggerMessage(229, LogLevel.Information, "The store answers again.")]
    public static partial void StoreIsBack(this ILogger logger);

    [LoggerMessage(232, LogLevel.Warning, "The store could not be asked whether another live process has the identifier {Identifier}.")]
    public static partial void IdentifierUnchecked(this ILogger logger, string identifier, Exception exception);

    [LoggerMessage(233, LogLevel.Debug, "The store still gives no answer.")]
    public static partial void StoreStillFails(this ILogger logger, Exception exception);

    [LoggerMessage(230, LogLevel.Error, "The processor reports: {Operation} (partition {PartitionId})")]
    public static partial void ProcessorError(this ILogger logger, string operation, string? partitionId, Exception exception);

    [LoggerMessage(231, LogLevel.Error, "The error handler of the processor failed.")]
    public static partial void ErrorHandlerFailed(this ILogger logger, Exception exception);

    [LoggerMessage(240, LogLevel.Information, "Processor {Identifier} of {Group} has started.")]
    public static partial void ProcessorStarted(this ILogger logger, string identifier, ConsumerGroup group);

    [LoggerMessage(241, LogLevel.Information, "Processor {Identifier} of {Group} has stopped.")]
    public static partial void ProcessorStopped(this ILogger logger, string identifier, ConsumerGroup group);

    [LoggerMessage(242, LogLevel.Warning, "Processor {Identifier} of {Group} did not stop in time: handlers are still running, and its partitions stay owned until they expire.")]
    public static partial void ProcessorStopTimedOut(this ILogger logger, string identifier, ConsumerGroup group);

    [LoggerMessage(243, LogLevel.Error, "Processor {Identifier} of {Group} could not release its partitions: others take them over when they have expired.")]
    public static partial void ReleaseFailed(this ILogger logger, string identifier, ConsumerGroup group, Exception exception);

    [LoggerMessage(244, LogLevel.Critical, "The processor of {Group} cannot start.")]
    public static partial void StartFailed(this ILogger logger, ConsumerGroup group, Exception exception);

    [LoggerMessage(245, LogLevel.Critical, "A second signal, {Signal}: the process ends without waiting for its handlers.")]
    public static partial void EndsHard(this ILogger logger, System.Runtime.InteropServices.PosixSignal signal);

    [LoggerMessage(280, LogLevel.Error, "Partition {PartitionId} is not processed: its checkpoint is at sequence number {SequenceNumber}, and the hub has the events {First} to {Last}. It is tried again; rewind it, or choose with UnavailablePosition where it is to begin.")]
    public static partial void PositionUnavailable(this ILogger logger, string partitionId, long sequenceNumber, long first, long last);

    [LoggerMessage(281, LogLevel.Warning, "The checkpoint of partition {PartitionId} is at sequence number {SequenceNumber}, written at {LastModified}, and the hub has the events {First} to {Last}: reading begins at {Choice}.")]
    public static partial void PositionReplaced(this ILogger logger, string partitionId, long sequenceNumber, DateTimeOffset lastModified, long first, long last, UnavailablePosition choice);

    [LoggerMessage(282, LogLevel.Warning, "Whether the hub still has the events of partition {PartitionId} after {SequenceNumber} could not be found out; reading begins there.")]
    public static partial void AvailabilityUnknown(this ILogger logger, string partitionId, long sequenceNumber, Exception exception);

    [LoggerMessage(283, LogLevel.Information, "Partition {PartitionId} of {Group}, epoch {Epoch} from now on: {What}.")]
    public static partial void Rewound(this ILogger logger, string partitionId, ConsumerGroup group, string what, long epoch);

    [LoggerMessage(284, LogLevel.Warning, "Partition {PartitionId} of {Group} was not rewound: {Reason}")]
    public static partial void NotRewound(this ILogger logger, string partitionId, ConsumerGroup group, string reason, Exception? exception);

    [LoggerMessage(290, LogLevel.Warning, "The checkpoint of partition {PartitionId} of {Group} cannot be read: all events that the hub retains are counted as its lag.")]
    public static partial void LagWithoutCheckpoint(this ILogger logger, string? partitionId, ConsumerGroup group, Exception exception);

    [LoggerMessage(291, LogLevel.Warning, "The lag of processor '{Name}' could not be read.")]
    public static partial void LagUnreadable(this ILogger logger, string name, Exception exception);

    [LoggerMessage(260, LogLevel.Warning, "Partition {PartitionId}, event {SequenceNumber}: attempt {Attempt} failed; the next follows in {Delay}.")]
    public static partial void HandlerRetried(this ILogger logger, string partitionId, long sequenceNumber, int attempt, TimeSpan delay, Exception? exception);

    [LoggerMessage(261, LogLevel.Warning, "Partition {PartitionId}: event {SequenceNumber} is skipped after {Attempts} attempts, as the poison policy says.")]
    public static partial void EventSkipped(this ILogger logger, string partitionId, long sequenceNumber, int attempts, Exception exception);

    [LoggerMessage(262, LogLevel.Warning, "Partition {PartitionId}: event {SequenceNumber} is stored as a dead letter after {Attempts} attempts.")]
    public static partial void EventDeadLettered(this ILogger logger, string partitionId, long sequenceNumber, int attempts, Exception exception);

    [LoggerMessage(263, LogLevel.Error, "Partition {PartitionId}: event {SequenceNumber} could not be stored as a dead letter. The partition stops and begins again at it: it is not skipped.")]
    public static partial void DeadLetterFailed(this ILogger logger, string partitionId, long sequenceNumber, Exception exception);

    [LoggerMessage(264, LogLevel.Error, "Partition {PartitionId}: event {SequenceNumber} fails after {Attempts} attempts. The partition stops and begins again at it after a pause.")]
    public static partial void PoisonStopsPartition(this ILogger logger, string partitionId, long sequenceNumber, int attempts, Exception exception);

    [LoggerMessage(265, LogLevel.Error, "Partition {PartitionId}: the handler of event {SequenceNumber} did not end within {Timeout} and ignores its token. It is given up, and what it does from now on counts no more.")]
    public static partial void HandlerAbandoned(this ILogger logger, string partitionId, long sequenceNumber, TimeSpan timeout);

    [LoggerMessage(266, LogLevel.Warning, "Partition {PartitionId}: a handler that was given up at event {SequenceNumber} has ended.")]
    public static partial void AbandonedHandlerEnded(this ILogger logger, string partitionId, long sequenceNumber, Exception? exception);

    [LoggerMessage(267, LogLevel.Warning, "Partition {PartitionId}: a handler failed after it had marked all that it was given, up to event {SequenceNumber}, as processed. Nothing is given again.")]
    public static partial void HandlerFailedAfterItsWork(this ILogger logger, string partitionId, long sequenceNumber, Exception exception);

    [LoggerMessage(268, LogLevel.Warning, "Partition {PartitionId}: a handler failed while the partition was ending anyway; its event is given again.")]
    public static partial void HandlerFailedWhileEnding(this ILogger logger, string partitionId, Exception exception);
}
