namespace Checkpointing.Writing;

/// <summary>Those who wait until a partition's positions are stored or refused. Guarded by the lock of the one who has it.</summary>
internal sealed class FlushWaiters
{
    private readonly List<(long SequenceNumber, TaskCompletionSource<CheckpointOutcome> Completion)> _waiters = [];

    /// <summary>Adds one who waits for everything up to a sequence number.</summary>
    public Task<CheckpointOutcome> Add(long sequenceNumber)
    {
        var completion = new TaskCompletionSource<CheckpointOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters.Add((sequenceNumber, completion));
        return completion.Task;
    }

    /// <summary>Answers those who wait for no more than a sequence number.</summary>
    public void Release(long through, CheckpointOutcome outcome) => End(through, completion => completion.TrySetResult(outcome));

    /// <summary>Fails those who wait for no more than a sequence number.</summary>
    public void Fail(long through, Exception exception) => End(through, completion => completion.TrySetException(exception));

    private void End(long through, Action<TaskCompletionSource<CheckpointOutcome>> end)
    {
        for (int index = _waiters.Count - 1; index >= 0; index--)
        {
            if (_waiters[index].SequenceNumber <= through)
            {
                end(_waiters[index].Completion);
                _waiters.RemoveAt(index);
            }
        }
    }
}
