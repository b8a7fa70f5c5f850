using System.Data.Common;
using Checkpointing.Backends;
using Checkpointing.Tracking;
using Checkpointing.Writing;

namespace Checkpointing.Processor.Checkpointing;

/// <summary>
/// The checkpoints of one session that are part of the handler's own transactions. Whether such a transaction was committed only the handler knows; that it
/// has returned says so. Until then the position counts neither as processed nor as stored: the last flush must not pass events whose effects were rolled back.
/// </summary>
internal sealed class TransactionCheckpoints
{
    private readonly CheckpointWriter _writer;
    private readonly CheckpointTracker _tracker;
    private readonly string _partitionId;
    private readonly long _epoch;
    private Pending? _pending;
    private long _stored = long.MinValue;

    public TransactionCheckpoints(CheckpointWriter writer, CheckpointTracker tracker, string partitionId, long epoch)
    {
        _writer = writer;
        _tracker = tracker;
        _partitionId = partitionId;
        _epoch = epoch;
    }

    /// <summary>Whether a position need not be written: a transaction of the handler's has stored it, or one behind it.</summary>
    public bool Covers(in ProcessedPosition position) => position.SequenceNumber <= Volatile.Read(ref _stored);

    /// <summary>Writes a position inside a transaction.</summary>
    /// <exception cref="CheckpointRefusedException">It was refused, and the transaction rolled back.</exception>
    public async Task WriteAsync(DbTransaction transaction, long sequenceNumber, string? offset, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        _tracker.ThrowIfBeyond(sequenceNumber);
        ITransactionalCheckpointStore store = _writer.Store as ITransactionalCheckpointStore ?? throw CallersTransaction.Unsupported(_writer.Store.GetType().Name);
        var write = new CheckpointWrite(_partitionId, sequenceNumber, offset, _epoch, _writer.WrittenBy);

        // Of an earlier transaction nothing is known, if the handler has not returned since: it may have been rolled back.
        Volatile.Write(ref _pending, null);
        await store.WriteCheckpointAsync(transaction, _writer.Group, write, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _pending, new Pending(sequenceNumber, offset));
    }

    /// <summary>Forgets a transaction of an attempt that failed: it may have been rolled back.</summary>
    public void Forget() => Volatile.Write(ref _pending, null);

    /// <summary>Takes a position as stored, now that the handler is through with the events up to a sequence number.</summary>
    public void Confirm(long sequenceNumber)
    {
        if (Volatile.Read(ref _pending) is not { } pending || pending.SequenceNumber > sequenceNumber)
        {
            return;
        }

        Volatile.Write(ref _pending, null);
        _tracker.TryTakeThrough(pending.SequenceNumber, pending.Offset, out ProcessedPosition position);
        _tracker.MarkStored(position);
        Volatile.Write(ref _stored, pending.SequenceNumber);
    }

    private sealed record Pending(long SequenceNumber, string? Offset);
}
