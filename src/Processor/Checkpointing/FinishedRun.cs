namespace Checkpointing.Processor.Checkpointing;

/// <summary>Who waits for the run of finished events to grow, and where in it the batches end. Only needed where events finish out of order; safe for concurrent use.</summary>
internal sealed class FinishedRun
{
    private readonly Lock _lock = new();
    private readonly Queue<long> _batchEnds = new();
    private readonly List<(long Ordinal, TaskCompletionSource Reached)> _waiters = [];
    private TaskCompletionSource? _growth;

    /// <summary>Notes that an event is the last of a batch. Has to come before the event can be finished, and in order.</summary>
    public void NoteBatchEnd(long ordinal)
    {
        lock (_lock)
        {
            _batchEnds.Enqueue(ordinal);
        }
    }

    /// <summary>Notes that the run has grown.</summary>
    /// <param name="finished">The ordinal of its end.</param>
    /// <returns>Whether it has passed the end of a batch since it was last asked.</returns>
    public bool Grew(long finished)
    {
        bool isEndOfBatch = false;
        lock (_lock)
        {
            while (_batchEnds.TryPeek(out long end) && end <= finished)
            {
                _batchEnds.Dequeue();
                isEndOfBatch = true;
            }

            for (int index = _waiters.Count - 1; index >= 0; index--)
            {
                if (_waiters[index].Ordinal <= finished)
                {
                    _waiters[index].Reached.SetResult();
                    _waiters.RemoveAt(index);
                }
            }

            _growth?.SetResult();
            _growth = null;
        }

        return isEndOfBatch;
    }

    /// <summary>Waits for the next growth after this call.</summary>
    public Task GrowsAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _growth ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _growth.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits until the run reaches an event.</summary>
    /// <param name="ordinal">The ordinal of the event.</param>
    /// <param name="finished">Tells where the run ends; whoever lets it grow after that tells <see cref="Grew"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task ReachesAsync(long ordinal, Func<long> finished, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (finished() >= ordinal)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((ordinal, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }
}
