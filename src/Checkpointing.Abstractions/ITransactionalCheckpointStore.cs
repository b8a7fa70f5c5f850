using System.Data.Common;

namespace Checkpointing;

/// <summary>
/// A store whose checkpoints can be part of a transaction of the application's own, so that the effects of events and the checkpoint behind them become
/// valid together or not at all. A store implements it beside <see cref="ICheckpointStore"/> if it keeps its records where such transactions reach.
/// </summary>
public interface ITransactionalCheckpointStore
{
    /// <summary>Advances a checkpoint inside a transaction. Commit it afterwards; the checkpoint is stored when that has succeeded.</summary>
    /// <param name="transaction">An open transaction of the store's own database, by the store's own driver.</param>
    /// <param name="group">The consumer group.</param>
    /// <param name="write">The write; the conditions are those of <see cref="ICheckpointStore.WriteCheckpointsAsync"/>.</param>
    /// <param name="cancellationToken">Ends the wait. The task ends only when the store is done with the transaction.</param>
    /// <exception cref="CheckpointRefusedException">The write is <see cref="CheckpointOutcome.Fenced"/> or <see cref="CheckpointOutcome.Stale"/>; the transaction has been rolled back.</exception>
    /// <exception cref="CheckpointStoreException">The store failed. Roll the transaction back, if the store has not done so.</exception>
    /// <exception cref="ArgumentException">The transaction has ended, or belongs to another driver or database.</exception>
    /// <exception cref="NotSupportedException">A store behind this one has no such transactions; the message names it, and the stores that have.</exception>
    /// <remarks>From this call on nobody takes the partition over until the transaction ends: call it last, and commit at once.</remarks>
    Task WriteCheckpointAsync(DbTransaction transaction, ConsumerGroup group, CheckpointWrite write, CancellationToken cancellationToken);
}
