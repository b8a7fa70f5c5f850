using System.Data.Common;

namespace Checkpointing.Backends;

/// <summary>What is said of transactions of the caller's that a store cannot use.</summary>
public static class CallersTransaction
{
    /// <summary>The transaction as the store's driver has it.</summary>
    /// <typeparam name="TTransaction">The driver's type of transactions.</typeparam>
    /// <param name="transaction">The caller's transaction.</param>
    /// <param name="store">The store, for the message.</param>
    /// <exception cref="ArgumentException">It is a transaction of another driver.</exception>
    public static TTransaction Of<TTransaction>(DbTransaction transaction, ICheckpointStore store)
        where TTransaction : DbTransaction
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(store);
        return transaction as TTransaction ?? throw new ArgumentException(
            $"The transaction is a {transaction.GetType()}, and {store.GetType().Name} takes a {typeof(TTransaction)}: begin it on a connection to the database that holds the checkpoints.",
            nameof(transaction));
    }

    /// <summary>The error of a store that has no such transactions.</summary>
    /// <param name="storeName">The store's name.</param>
    internal static NotSupportedException Unsupported(string storeName) => new(
        $"{storeName} cannot make a checkpoint part of a transaction of yours. PostgreSQL (Checkpointing.Postgres) and SQLite (Checkpointing.Sqlite) can, " +
        $"and so can any store that implements {nameof(ITransactionalCheckpointStore)}; with others write the checkpoint after your effects, which may then come twice.");
}
