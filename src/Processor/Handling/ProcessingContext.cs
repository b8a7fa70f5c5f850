using System.Data.Common;
using Azure.Messaging.EventHubs;
using Checkpointing.Policies;
using Checkpointing.Processor.Telemetry;

namespace Checkpointing.Processor.Handling;

/// <summary>What a handler knows and can do about the partition whose events it is given. One context serves one owner's session with a partition.</summary>
/// <remarks>Derive from it to test a handler without a processor.</remarks>
public abstract class ProcessingContext
{
    /// <summary>The host name of the namespace.</summary>
    public abstract string FullyQualifiedNamespace { get; }

    /// <summary>The name of the event hub.</summary>
    public abstract string EventHubName { get; }

    /// <summary>The name of the consumer group.</summary>
    public abstract string ConsumerGroup { get; }

    /// <summary>The identifier of the processor.</summary>
    public abstract string Identifier { get; }

    /// <summary>The partition.</summary>
    public abstract string PartitionId { get; }

    /// <summary>The epoch under which the partition is processed: it grows with each change of hands, so a system that keeps the greatest one it has seen can refuse an owner of former times. 0 where the store keeps none.</summary>
    public abstract long Epoch { get; }

    /// <summary>
    /// Whether the partition is being given up or was lost. A handler that sees it ends soon. If it has asked and was told so, returning no longer says that all events
    /// are processed: what it has not marked with <see cref="MarkProcessed"/> will be given to the next owner. This holds for a handler of single events too.
    /// </summary>
    public abstract bool IsStopping { get; }

    /// <summary>When this partition's progress is written. At first what the processor's options say; a change applies at once.</summary>
    public abstract CheckpointPolicy CheckpointPolicy { get; set; }

    /// <summary>The figures of the session; null for a context that a test made.</summary>
    internal virtual PartitionTelemetry? Telemetry => null;

    /// <summary>
    /// Marks the events up to and including one as processed, before the handler returns: the policy then looks at it, and it is not lost if the handler fails later.
    /// Returning from a handler marks all events that it was given, unless its token was cancelled or <see cref="IsStopping"/> has told it to end.
    /// </summary>
    /// <param name="eventData">An event that this session was given.</param>
    /// <exception cref="ArgumentException">Several events are processed at once, and it is not the one that this call of the handler was given.</exception>
    /// <remarks>
    /// Where several events are processed at once (<see cref="Hosting.EventHubsProcessorOptions.MaxConcurrentEvents"/>) it marks this event alone, and the checkpoint passes it
    /// when all before it are processed as well. A handler that was given up because of <see cref="Hosting.EventHubsProcessorOptions.HandlerTimeout"/> marks nothing any more.
    /// </remarks>
    public abstract void MarkProcessed(EventData eventData);

    /// <summary>Writes a checkpoint at an event, whatever the policy, and waits until the store has it. Events up to it count as processed.</summary>
    /// <param name="eventData">An event that this session was given.</param>
    /// <param name="cancellationToken">Ends the wait, not the write.</param>
    /// <returns>
    /// <see cref="CheckpointOutcome.Written"/>; <see cref="CheckpointOutcome.Stale"/> if the store already had this position or a later one;
    /// <see cref="CheckpointOutcome.Fenced"/> if the partition has changed hands: no more events of it will be given to this session.
    /// </returns>
    /// <exception cref="CheckpointStoreException">The store failed for a reason that time alone does not mend; the write is tried again all the same.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The event lies beyond those that were given to this session.</exception>
    /// <exception cref="ArgumentException">Several events are processed at once, and it is not the one that this call of the handler was given.</exception>
    /// <exception cref="InvalidOperationException">The processing of the partition has ended: work that outlives it cannot move the checkpoint of whoever came next.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled, the partition is being given up, or the handler was given up because of its time limit.</exception>
    /// <remarks>
    /// Where several events are processed at once, this event alone counts as processed at once, and the call waits until all before it are processed too and the checkpoint is stored:
    /// it never finishes somebody else's event, and it takes as long as the slowest of them.
    /// </remarks>
    public abstract Task<CheckpointOutcome> CheckpointAsync(EventData eventData, CancellationToken cancellationToken = default);

    /// <summary>Writes a checkpoint behind everything that is processed, whatever the policy, and waits until the store has it.</summary>
    /// <param name="cancellationToken">Ends the wait, not the write.</param>
    /// <returns>As for <see cref="CheckpointAsync(EventData, CancellationToken)"/>.</returns>
    /// <exception cref="CheckpointStoreException">The store failed for a reason that time alone does not mend; the write is tried again all the same.</exception>
    /// <exception cref="InvalidOperationException">The processing of the partition has ended.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled, or the handler was given up because of its time limit.</exception>
    public abstract Task<CheckpointOutcome> CheckpointAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a checkpoint at an event part of a transaction of the handler's own, so that what the handler did for the events up to it and the checkpoint become valid
    /// together or not at all: every event then takes effect exactly once. Commit the transaction afterwards, at once.
    /// </summary>
    /// <param name="eventData">An event that this session was given. Events up to it count as processed once the handler has returned.</param>
    /// <param name="transaction">An open transaction of the database that holds the checkpoints: an <c>NpgsqlTransaction</c> with PostgreSQL, a <c>SqliteTransaction</c> with SQLite.</param>
    /// <param name="cancellationToken">Ends the wait; roll the transaction back then.</param>
    /// <remarks>
    /// Returning from the handler without an exception says that the transaction was committed: the policy then counts the position as stored and does not write it again.
    /// Let every exception of this call and of the commit leave the handler. A handler that is given several events of a partition at once has no single last event, and cannot use it.
    /// </remarks>
    /// <exception cref="CheckpointRefusedException">
    /// <see cref="CheckpointOutcome.Fenced"/>: the partition has changed hands or was rewound, and no more events of it will be given to this session.
    /// <see cref="CheckpointOutcome.Stale"/>: these events were committed before. The transaction has been rolled back.
    /// </exception>
    /// <exception cref="CheckpointStoreException">The store failed, and nothing of the transaction may be committed.</exception>
    /// <exception cref="NotSupportedException">The store has no such transactions; the message names it and those that have.</exception>
    /// <exception cref="ArgumentException">The transaction has ended, or belongs to another driver or database.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The event lies beyond those that were given to this session.</exception>
    public abstract Task CheckpointAsync(EventData eventData, DbTransaction transaction, CancellationToken cancellationToken = default);

    /// <summary>Cancelled as soon as nothing is to be begun any more: earlier than the handler's token, which leaves time to end.</summary>
    internal virtual CancellationToken StopToken => CancellationToken.None;

    /// <summary>Whether <see cref="IsStopping"/> was asked and said yes, so that returning says nothing any more.</summary>
    internal virtual bool WasToldToStop => false;

    /// <summary>Notes that an attempt has failed: what it left open, a transaction say, counts no more.</summary>
    internal virtual void NoteFailedAttempt()
    {
    }

    /// <summary>Whether an event is finished, by a mark or by a checkpoint, also if its handler fails after that.</summary>
    internal virtual bool IsProcessed(EventData eventData) => false;
}
