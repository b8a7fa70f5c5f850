namespace Checkpointing.Resilience;

/// <summary>
/// The one time limit of a call that takes several requests, such as a batch on a backend that has none: it runs from the start of the call,
/// whatever the number of requests, and what is finished when it ends is kept.
/// </summary>
/// <remarks>The requests have to honour their cancellation token, as those of a <see cref="StorePipeline"/> do; the limit works through it.</remarks>
public sealed class StoreDeadline : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    /// <summary>Starts the time.</summary>
    /// <param name="limit">How long the call may take: the store's <see cref="StoreResilienceOptions.OperationTimeout"/>.</param>
    /// <param name="timeProvider">The clock of the limit.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public StoreDeadline(TimeSpan limit, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        _limit = limit;
        _caller = cancellationToken;
        _timer = new CancellationTokenSource(limit, timeProvider);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellationToken);
    }

    private bool IsOver => _timer.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Does something that is useless unless it is finished.</summary>
    /// <typeparam name="T">What it yields.</typeparam>
    /// <param name="call">What it belongs to, for errors.</param>
    /// <param name="work">The requests.</param>
    /// <exception cref="CheckpointStoreException">A request failed, or the time is over.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<T> RunAsync<T>(StoreCall call, Func<CancellationToken, Task<T>> work)
    {
        try
        {
            return await work(_either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (IsOver)
        {
            throw Fault(call, hasBegun: true, exception);
        }
        catch (OperationCanceledException exception) when (_caller.IsCancellationRequested && exception.CancellationToken != _caller)
        {
            throw new OperationCanceledException($"{call.Operation} was cancelled.", exception, _caller);
        }
    }

    /// <summary>
    /// Does something for each partition, several at once. What goes wrong for one is kept apart from the others, and what is not finished when
    /// the time is over is a transient fault of its partition.
    /// </summary>
    /// <typeparam name="T">What there is to do for a partition.</typeparam>
    /// <typeparam name="TResult">What it yields.</typeparam>
    /// <param name="call">The call, for errors.</param>
    /// <param name="items">One item for each partition.</param>
    /// <param name="partitionOf">The partition of an item.</param>
    /// <param name="maxConcurrency">How many may be under way at once.</param>
    /// <param name="work">The requests for one partition; null for no result (a claim that was lost).</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<PartitionResults<TResult>> EachAsync<T, TResult>(
        StoreCall call,
        IReadOnlyList<T> items,
        Func<T, string> partitionOf,
        int maxConcurrency,
        Func<StoreCall, T, CancellationToken, Task<TResult?>> work)
        where TResult : notnull
    {
        List<TResult> results = new(items.Count);
        List<CheckpointStoreException> faults = [];
        if (items is [T only])
        {
            // Without a turn of the thread pool.
            await DoAsync(only).ConfigureAwait(false);
        }
        else
        {
            ParallelOptions parallel = new() { MaxDegreeOfParallelism = maxConcurrency };
            await Parallel.ForEachAsync(items, parallel, (item, _) => DoAsync(item)).ConfigureAwait(false);
        }

        return new PartitionResults<TResult>(results, faults);

        async ValueTask DoAsync(T item)
        {
            StoreCall own = call with { PartitionId = partitionOf(item) };
            if (_either.IsCancellationRequested)
            {
                _caller.ThrowIfCancellationRequested();
                Add(faults, Fault(own, hasBegun: false, inner: null));
                return;
            }

            try
            {
                if (await RunAsync(own, token => work(own, item, token)).ConfigureAwait(false) is { } result)
                {
                    Add(results, result);
                }
            }
            catch (CheckpointStoreException exception)
            {
                Add(faults, exception);
            }
        }

        static void Add<TItem>(List<TItem> list, TItem item)
        {
            lock (list)
            {
                list.Add(item);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }

    private CheckpointStoreException Fault(StoreCall call, bool hasBegun, Exception? inner) =>
        new(
            call.Operation,
            call.Group,
            call.PartitionId,
            $"{(hasBegun ? "the store gave no answer" : "this partition's turn did not come")} within {_limit}, the limit of the whole call. "
            + "Look at the store's load and the network, or raise the limit.",
            isTransient: true,
            mayHaveBeenApplied: call.Changes && (hasBegun || call.IsUnderWay),
            inner);
}
