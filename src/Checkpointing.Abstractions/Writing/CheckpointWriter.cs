namespace Checkpointing.Writing;

/// <summary>
/// Writes the checkpoints of many partitions of one consumer group: positions merge while a write is under way, and all partitions
/// that are due go to the store in one batch. At most one write is under way at any time, hence also per partition.
/// </summary>
/// <remarks>
/// <para>There is no loop that idles: the first post starts one, and it ends when nothing is due. A writer that nobody posts to costs nothing and need not be disposed.</para>
/// <para>Between two batches it may rest (<see cref="CheckpointWriterOptions.Rest"/>): whoever posts after every event would otherwise keep the store busy all the time. It does not
/// rest while somebody waits for a write.</para>
/// <para>A fault is retried with a growing pause, per partition, and always with the newest position: repeating is safe, since a checkpoint never moves backwards.</para>
/// <para>The writer sets no time limit of its own to a store call; give it a store that does.</para>
/// </remarks>
public sealed class CheckpointWriter : IAsyncDisposable, IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private readonly ICheckpointStore _store;
    private readonly TimeSpan _drainTimeout;
    private readonly WriterRest _rest;
    private readonly Backoff _backoff;
    private readonly HashSet<PartitionCheckpoints> _open = [];
    private readonly HashSet<string> _partitionsOfBatch = new(StringComparer.Ordinal);
    private List<PartitionCheckpoints> _due = [];
    private List<PartitionCheckpoints> _notYet = [];
    private bool _isRunning;
    private bool _isDisposed;

    /// <summary>Makes a writer.</summary>
    /// <param name="store">Where to write.</param>
    /// <param name="group">The consumer group.</param>
    /// <param name="writtenBy">The identifier that is kept with each checkpoint.</param>
    /// <param name="options">How to retry and end; null for the defaults.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="random">The source of jitter; null for one of its own.</param>
    /// <exception cref="InvalidOperationException">An option is out of its range.</exception>
    public CheckpointWriter(
        ICheckpointStore store,
        ConsumerGroup group,
        string writtenBy,
        CheckpointWriterOptions? options = null,
        TimeProvider? timeProvider = null,
        Random? random = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(writtenBy);
        options ??= new CheckpointWriterOptions();
        options.Validate();
        _store = store;
        _drainTimeout = options.DrainTimeout;
        _backoff = new Backoff(options.RetryDelay, options.MaximumRetryDelay, random ?? new Random());
        Group = group;
        WrittenBy = writtenBy;
        TimeProvider = timeProvider ?? TimeProvider.System;
        _rest = new WriterRest(options.Rest, TimeProvider);
    }

    internal ICheckpointStore Store => _store;

    internal ConsumerGroup Group { get; }

    internal string WrittenBy { get; }

    internal TimeProvider TimeProvider { get; }

    /// <summary>Opens the checkpoints of a partition that is processed under an epoch. Two epochs of one partition may be open at once.</summary>
    /// <param name="partitionId">The partition.</param>
    /// <param name="epoch">The epoch of the claim under which its events are processed.</param>
    /// <param name="observer">Who hears what becomes of the writes.</param>
    /// <param name="source">Who tells the position when a requested write begins (<see cref="PartitionCheckpoints.Request"/>); null if all are posted.</param>
    public PartitionCheckpoints Open(string partitionId, long epoch, ICheckpointWriteObserver? observer = null, ICheckpointSource? source = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(partitionId);
        var checkpoints = new PartitionCheckpoints(this, partitionId, epoch, observer, source);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _open.Add(checkpoints);
        }

        return checkpoints;
    }

    /// <summary>Writes what was posted, within <see cref="CheckpointWriterOptions.DrainTimeout"/>, and closes all partitions.</summary>
    public async ValueTask DisposeAsync()
    {
        PartitionCheckpoints[] open;
        lock (_lock)
        {
            _isDisposed = true;
            open = [.. _open];
        }

        using var deadline = new CancellationTokenSource(_drainTimeout, TimeProvider);
        Task[] flushes = Array.ConvertAll(open, checkpoints => checkpoints.FlushAsync(deadline.Token) as Task);
        foreach (PartitionCheckpoints checkpoints in open)
        {
            checkpoints.EndPause();
        }

        // What could not be stored was reported to the observers, and Close tells those who still wait for it.
        await Task.WhenAll(flushes).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (PartitionCheckpoints checkpoints in open)
        {
            checkpoints.Close();
        }
    }

    /// <summary>Runs the loop on a thread of the pool; not for callers.</summary>
    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    internal TimeSpan PauseAfter(int failures) => _backoff.After(failures);

    internal void Remove(PartitionCheckpoints checkpoints)
    {
        lock (_lock)
        {
            _open.Remove(checkpoints);
        }
    }

    internal void Enqueue(PartitionCheckpoints checkpoints)
    {
        lock (_lock)
        {
            _due.Add(checkpoints);
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Has the next batch written without a rest before it: somebody waits.</summary>
    internal void Hurry() => _rest.Hurry();

    private async Task RunAsync()
    {
        var batch = new List<PartitionCheckpoints>();
        while (TryTakeBatch(batch))
        {
            var writing = new List<PartitionCheckpoints>(batch.Count);
            var writes = new List<CheckpointWrite>(batch.Count);
            foreach (PartitionCheckpoints checkpoints in batch)
            {
                if (checkpoints.TryBegin(out CheckpointWrite write))
                {
                    writing.Add(checkpoints);
                    writes.Add(write);
                }
            }

            if (writes.Count > 0)
            {
                await WriteAsync(writing, writes).ConfigureAwait(false);
                await _rest.TakeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes all that is due, but of each partition only one epoch, the older first.</summary>
    private bool TryTakeBatch(List<PartitionCheckpoints> batch)
    {
        batch.Clear();
        _rest.BatchBegins();
        lock (_lock)
        {
            _partitionsOfBatch.Clear();
            foreach (PartitionCheckpoints checkpoints in _due)
            {
                (_partitionsOfBatch.Add(checkpoints.PartitionId) ? batch : _notYet).Add(checkpoints);
            }

            _due.Clear();
            (_due, _notYet) = (_notYet, _due);
            if (_due.Count > 0)
            {
                // It has waited for a whole write already.
                _rest.Hurry();
            }

            _isRunning = batch.Count > 0;
            return _isRunning;
        }
    }

    private async Task WriteAsync(List<PartitionCheckpoints> writing, List<CheckpointWrite> writes)
    {
        PartitionResults<CheckpointWriteResult> results;
        try
        {
            results = await _store.WriteCheckpointsAsync(Group, writes, CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever a store throws, the loop goes on, and every partition of the batch hears of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (PartitionCheckpoints checkpoints in writing)
            {
                checkpoints.Fail(exception as CheckpointStoreException ?? Unexpected(checkpoints.PartitionId, exception));
            }

            return;
        }

        foreach (PartitionCheckpoints checkpoints in writing)
        {
            try
            {
                Report(checkpoints, results);
            }
#pragma warning disable CA1031 // A store that answers nonsense must not end the loop that serves all partitions either.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                checkpoints.Fail(Unexpected(checkpoints.PartitionId, exception));
            }
        }
    }

    private void Report(PartitionCheckpoints checkpoints, PartitionResults<CheckpointWriteResult> results)
    {
        foreach (CheckpointWriteResult result in results.Items)
        {
            if (result.PartitionId == checkpoints.PartitionId)
            {
                checkpoints.Settle(result.Outcome);
                return;
            }
        }

        checkpoints.Fail(
            results.Faults.FirstOrDefault(fault => fault.PartitionId == checkpoints.PartitionId)
            ?? Unexpected(checkpoints.PartitionId, innerException: null));
    }

    private CheckpointStoreException Unexpected(string partitionId, Exception? innerException) => new(
        StoreOperation.WriteCheckpoints,
        Group,
        partitionId,
        innerException is null ? "the store answered without a word about this partition." : innerException.Message,
        isTransient: true,
        mayHaveBeenApplied: true,
        innerException);
}
