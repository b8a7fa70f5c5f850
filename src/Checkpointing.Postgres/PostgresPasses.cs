using System.Collections.Concurrent;
using Checkpointing.Resilience;
using Npgsql;

namespace Checkpointing.Postgres;

/// <summary>
/// Runs a batch so that one locked row holds up no other: one statement does all that is free. What another transaction holds is waited for: briefly
/// all together, since most often it is a batch like this one, which lets go of all at once; then each partition by itself.
/// </summary>
internal sealed class PostgresPasses
{
    /// <summary>How many rows of one call are waited for at once.</summary>
    private const int MostWaits = 4;

    /// <summary>How often a row may come and go between two statements before the call gives up on it.</summary>
    private const int MostTries = 10;

    private static readonly StoreFault Held = new(
        "another transaction holds the partition's row. A transaction that writes a checkpoint should do so last, and commit at once.",
        IsTransient: true,
        MayHaveBeenApplied: true);

    private readonly TimeSpan _patience;
    private readonly TimeProvider _clock;

    public PostgresPasses(StoreResilienceOptions resilience, TimeProvider clock)
    {
        // Less than the attempt's own limit: what was done for the other partitions must be reported.
        _patience = resilience.AttemptTimeout / 2;
        _clock = clock;
    }

    /// <summary>A statement over some items.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="items">The items.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The items that are left open.</returns>
    public delegate Task<IReadOnlyList<T>> Pass<T>(string sql, IReadOnlyList<T> items, CancellationToken cancellationToken);

    /// <summary>Runs the passes.</summary>
    /// <param name="call">The call, for faults.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="items">The items.</param>
    /// <param name="partitionOf">Their partitions.</param>
    /// <param name="pass">Runs it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The faults of the partitions that stayed open.</returns>
    public async Task<IReadOnlyCollection<CheckpointStoreException>> RunAsync<T>(
        StoreCall call, PostgresLocking statement, IReadOnlyList<T> items, Func<T, string> partitionOf, Pass<T> pass, CancellationToken cancellationToken)
    {
        ConcurrentBag<CheckpointStoreException> faults = [];
        if (items.Count == 0)
        {
            return faults;
        }

        IReadOnlyList<T> open = await pass(items.Count == 1 ? statement.AndWait : statement.WhatIsFree, items, cancellationToken).ConfigureAwait(false);
        if (open.Count == 0)
        {
            return faults;
        }

        // One for all: however many rows are locked, the call ends before the attempt's limit does.
        using CancellationTokenSource patience = new(_patience, _clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        if (open.Count > 1)
        {
            (open, Reason reason) = await TryAsync(statement.Briefly, open, pass, tries: 1, either.Token, cancellationToken).ConfigureAwait(false);
            if (open.Count > 0 && !reason.IsUndone)
            {
                // It may have been applied: if these were tried again, their own success would look like that of somebody else.
                return [.. open.Select(item => Fault(call, partitionOf(item), reason))];
            }
        }

        ParallelOptions parallel = new() { MaxDegreeOfParallelism = MostWaits, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(open, parallel, async (item, _) =>
        {
            (IReadOnlyList<T> held, Reason reason) = await TryAsync(statement.AndWait, [item], pass, MostTries, either.Token, cancellationToken).ConfigureAwait(false);
            if (held.Count > 0)
            {
                faults.Add(Fault(call, partitionOf(item), reason));
            }
        }).ConfigureAwait(false);
        return faults;
    }

    /// <returns>The items that stay open, and why.</returns>
    private static async Task<(IReadOnlyList<T> Open, Reason Reason)> TryAsync<T>(
        string sql, IReadOnlyList<T> items, Pass<T> pass, int tries, CancellationToken patience, CancellationToken cancellationToken)
    {
        IReadOnlyList<T> open = items;
        try
        {
            for (int attempt = 0; open.Count > 0 && attempt < tries; attempt++)
            {
                open = await pass(sql, open, patience).ConfigureAwait(false);
            }

            return (open, new Reason(Held, Cause: null));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && Describe(exception) is { } known)
        {
            // Whatever it is (a lock_timeout of the server's, say), it must not hide what became of the other partitions.
            return (open, new Reason(known, exception));
        }
    }

    private static CheckpointStoreException Fault(StoreCall call, string partitionId, Reason reason) =>
        new(call.Operation, call.Group, partitionId, reason.Fault.Message, reason.Fault.IsTransient, mayHaveBeenApplied: true, reason.Cause);

    private static StoreFault? Describe(Exception exception) => exception switch
    {
        OperationCanceledException or PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled } => Held,
        _ => PostgresErrors.Classify(exception),
    };

    /// <summary>Why items stay open.</summary>
    /// <param name="Fault">The reason.</param>
    /// <param name="Cause">The driver's exception; null if the statement ended and left them open.</param>
    private readonly record struct Reason(StoreFault Fault, Exception? Cause)
    {
        /// <summary>Whether the server said that it took the statement back, or left the items as they are.</summary>
        public bool IsUndone => Cause is null or PostgresException
        {
            SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.DeadlockDetected,
        };
    }
}
