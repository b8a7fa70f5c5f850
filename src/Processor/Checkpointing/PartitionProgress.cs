using System.Data.Common;
using Azure.Messaging.EventHubs;
using Checkpointing.Policies;
using Checkpointing.Processor.Telemetry;
using Checkpointing.Tracking;
using Checkpointing.Writing;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Processor.Checkpointing;

/// <summary>How far one session with a partition got, and when it is written: tracker, policy and writer put together.</summary>
internal sealed class PartitionProgress : ICheckpointWriteObserver, ICheckpointSource, IDisposable
{
    private readonly CheckpointTracker _tracker;
    private readonly PartitionCheckpoints _checkpoints;
    private readonly TransactionCheckpoints _transactions;
    private readonly Action _fenced;
    private readonly Action<CheckpointStoreException> _report;
    private readonly ILogger _logger;
    private readonly FinishedRun _run = new();
    private readonly PolicyWatch _watch;
    private readonly UncoveredBound _bound;
    private volatile bool _isFenced;

    public PartitionProgress(
        string partitionId,
        long epoch,
        CheckpointWriter writer,
        CheckpointingProcessorOptions options,
        ProcessorTelemetry telemetry,
        Action fenced,
        Action<CheckpointStoreException> report,
        ILogger logger)
    {
        PartitionId = partitionId;
        Epoch = epoch;
        _tracker = new CheckpointTracker(options.TimeProvider);
        _fenced = fenced;
        _report = report;
        _logger = logger;
        _checkpoints = writer.Open(partitionId, epoch, this, this);
        _watch = new PolicyWatch(options.CheckpointPolicy, _tracker, _checkpoints, Post, options.TimeProvider);
        _bound = new UncoveredBound(options.MaxUncheckpointedEvents, _tracker, _checkpoints, _run, _watch, logger);
        _transactions = new TransactionCheckpoints(writer, _tracker, partitionId, epoch);
        Telemetry = telemetry.Open(partitionId, epoch, _tracker);
    }

    public string PartitionId { get; }

    public long Epoch { get; }

    /// <summary>Whether a write was refused because the partition has changed hands or was rewound.</summary>
    public bool IsFenced => _isFenced;

    /// <summary>The figures of this session.</summary>
    public PartitionTelemetry Telemetry { get; }

    /// <summary>Runs when a write is refused; on the writer's loop, so it has to be quick.</summary>
    public Action? WhenFenced { get; set; }

    /// <summary>How many events have begun and are not part of the run of finished ones.</summary>
    public long InFlight => _tracker.InFlight;

    /// <summary>The sequence number up to which everything of this session is finished; <see cref="long.MinValue"/> if nothing is.</summary>
    public long FinishedThrough => _tracker.Finished.SequenceNumber;

    public CheckpointPolicy Policy
    {
        get => _watch.Policy;
        set => _watch.Policy = value;
    }

    /// <summary>Notes that the processing of an event begins.</summary>
    public void Begin(EventData eventData) => _tracker.Begin(eventData.SequenceNumber, eventData.OffsetString);

    /// <summary>Notes that the processing of an event begins that may be finished before earlier ones are.</summary>
    /// <returns>Its ordinal, for <see cref="Complete(long)"/>.</returns>
    public long Begin(EventData eventData, bool isEndOfBatch)
    {
        long ordinal = _tracker.Begin(eventData.SequenceNumber, eventData.OffsetString);
        if (isEndOfBatch)
        {
            _run.NoteBatchEnd(ordinal);
        }

        return ordinal;
    }

    /// <summary>Notes that one event is finished, whatever became of earlier ones, and writes the run of finished ones if the policy wants it.</summary>
    /// <returns>Whether the run grew.</returns>
    public bool Complete(long ordinal)
    {
        if (!_tracker.Complete(ordinal))
        {
            return false;
        }

        _watch.Apply(hasGrown: true, _run.Grew(_tracker.Finished.Ordinal));
        return true;
    }

    /// <summary>Waits until an event and all before it are finished.</summary>
    public Task WhenFinishedAsync(long ordinal, CancellationToken cancellationToken) =>
        _run.ReachesAsync(ordinal, () => _tracker.Finished.Ordinal, cancellationToken);

    /// <summary>Notes that all events up to one are finished, and writes if the policy wants it.</summary>
    public void Complete(EventData eventData, bool isEndOfBatch)
    {
        _transactions.Confirm(eventData.SequenceNumber);
        _watch.Apply(_tracker.CompleteThrough(eventData.SequenceNumber), isEndOfBatch);
    }

    /// <summary>Writes an exact position and waits for it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position lies beyond what was handed out.</exception>
    /// <exception cref="InvalidOperationException">The session has ended.</exception>
    public Task<CheckpointOutcome> CheckpointAsync(long sequenceNumber, string? offset, CancellationToken cancellationToken)
    {
        _tracker.TryTakeThrough(sequenceNumber, offset, out ProcessedPosition position);
        return PostTaken(position) ? _checkpoints.FlushAsync(cancellationToken) : Refuse(position);
    }

    /// <summary>Writes an exact position inside a transaction of the handler's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position lies beyond what was handed out.</exception>
    /// <exception cref="CheckpointRefusedException">It was refused, and the transaction rolled back.</exception>
    public async Task CheckpointAsync(long sequenceNumber, string? offset, DbTransaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            await _transactions.WriteAsync(transaction, sequenceNumber, offset, cancellationToken).ConfigureAwait(false);
        }
        catch (CheckpointRefusedException exception) when (exception.Outcome == CheckpointOutcome.Fenced)
        {
            NoteFenced(sequenceNumber);
            throw;
        }
    }

    /// <summary>Forgets the transaction of an attempt that failed.</summary>
    public void ForgetTransaction() => _transactions.Forget();

    /// <summary>Writes the end of the finished run and waits for it.</summary>
    /// <exception cref="InvalidOperationException">The session has ended.</exception>
    public Task<CheckpointOutcome> CheckpointAsync(CancellationToken cancellationToken)
    {
        _tracker.TryTake(out ProcessedPosition position);
        return PostTaken(position) ? _checkpoints.FlushAsync(cancellationToken) : Refuse(position);
    }

    /// <summary>Waits until so many more events may be handed out without breaking the bound on uncovered ones.</summary>
    public ValueTask WaitForRoomAsync(int count, CancellationToken cancellationToken) => _bound.WaitForRoomAsync(count, cancellationToken);

    /// <summary>Has what is finished written, unless the policy leaves it to the handler, and waits for nothing.</summary>
    public void PostFinished() => _watch.PostFinished();

    /// <summary>Writes what is finished, unless the policy leaves it to the handler, and waits until everything posted is stored or refused.</summary>
    public async Task<CheckpointOutcome> FinishAsync(CancellationToken cancellationToken)
    {
        PostFinished();
        return await _checkpoints.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public bool TryTake(out ProcessedPosition position) => _tracker.TryTake(out position) && !_transactions.Covers(position);

    public void OnOutcome(in ProcessedPosition position, CheckpointOutcome outcome)
    {
        if (outcome == CheckpointOutcome.Fenced)
        {
            NoteFenced(position.SequenceNumber);
            return;
        }

        _tracker.MarkStored(position);
        Telemetry.Stored(position);
    }

    public void OnFault(CheckpointStoreException exception, int attempt)
    {
        _logger.WriteFailed(PartitionId, attempt, exception);
        _report(exception);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _checkpoints.Close();
        Telemetry.Dispose();
    }

    private void NoteFenced(long sequenceNumber)
    {
        _isFenced = true;
        WhenFenced?.Invoke();
        _logger.Fenced(PartitionId, Epoch, sequenceNumber);
        _fenced();
    }

    private void Post()
    {
        _tracker.TryTake(out ProcessedPosition position);
        PostTaken(position);
    }

    /// <summary>
    /// Posts a position also if somebody else took it first: the timer may have taken it and not posted it yet, and whoever flushes now waits for
    /// what is posted. The writer ignores what is not ahead.
    /// </summary>
    /// <returns>False if nothing is written any more under this epoch.</returns>
    private bool PostTaken(in ProcessedPosition position) => position.SequenceNumber < 0 || _transactions.Covers(position) || _checkpoints.Post(position);

    private Task<CheckpointOutcome> Refuse(in ProcessedPosition position) => IsFenced
        ? Task.FromResult(CheckpointOutcome.Fenced)
        : Task.FromException<CheckpointOutcome>(new InvalidOperationException(
            $"The processing of partition {PartitionId} under epoch {Epoch} has ended, and with it what may be written for it: sequence number {position.SequenceNumber} is not stored. Its events are given again to whoever processes the partition now."));
}
