using System.Collections.Concurrent;
using Checkpointing.Resilience;
using Npgsql;

namespace Checkpointing.Postgres;

/// <summary>
/// Runs a batch so that one locked row holds up no other: one statement does all that is free, and only what another transaction holds is waited
/// for, each partition by itself.
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
    /// <param name="items">The items.</param>
    /// <param name="waits">Whether to wait for other transactions.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The items that are left open.</returns>
    public delegate Task<IReadOnlyList<T>> Pass<T>(IReadOnlyList<T> items, bool waits, CancellationToken cancellationToken);

    /// <summary>Runs the passes.</summary>
    /// <param name="call">The call, for faults.</param>
    /// <param name="items">The items.</param>
    /// <param name="partitionOf">Their partitions.</param>
    /// <param name="pass">One statement.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The faults of the partitions that stayed open.</returns>
    public async Task<IReadOnlyCollection<CheckpointStoreException>> RunAsync<T>(
        StoreCall call, IReadOnlyList<T> items, Func<T, string> partitionOf, Pass<T> pass, CancellationToken cancellationToken)
    {
        ConcurrentBag<CheckpointStoreException> faults = [];
        if (items.Count == 0)
        {
            return faults;
        }

        IReadOnlyList<T> open = await pass(items, items.Count == 1, cancellationToken).ConfigureAwait(false);
        if (open.Count == 0)
        {
            return faults;
        }

        // One for all: however many rows are locked, the call ends before the attempt's limit does.
        using CancellationTokenSource patience = new(_patience, _clock);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = MostWaits, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(open, parallel, async (item, token) =>
        {
            if (await TryAsync(call with { PartitionId = partitionOf(item) }, item, pass, patience.Token, token).ConfigureAwait(false) is { } fault)
            {
                faults.Add(fault);
            }
        }).ConfigureAwait(false);
        return faults;
    }

    /// <returns>The fault of an item that stays open; null if none does.</returns>
    private static async Task<CheckpointStoreException?> TryAsync<T>(
        StoreCall call, T item, Pass<T> pass, CancellationToken patience, CancellationToken cancellationToken)
    {
        StoreFault fault = Held;
        Exception? cause = null;
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience);
        try
        {
            for (int attempt = 0; attempt < MostTries; attempt++)
            {
                if ((await pass([item], waits: true, either.Token).ConfigureAwait(false)).Count == 0)
                {
                    return null;
                }
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && Describe(exception) is { } known)
        {
            // Whatever it is (a lock_timeout of the server's, say), it must not hide what became of the other partitions.
            (fault, cause) = (known, exception);
        }

        return new CheckpointStoreException(call.Operation, call.Group, call.PartitionId, fault.Message, fault.IsTransient, mayHaveBeenApplied: true, cause);
    }

    private static StoreFault? Describe(Exception exception) => exception switch
    {
        OperationCanceledException or PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled } => Held,
        _ => PostgresErrors.Classify(exception),
    };
}
