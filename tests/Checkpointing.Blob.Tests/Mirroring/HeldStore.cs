namespace Checkpointing.Blob.Tests.Mirroring;

/// <summary>A store whose list of checkpoints is read at once and handed out only when the test lets it go.</summary>
internal sealed class HeldStore(ICheckpointStore inner) : ListingStore
{
    private readonly TaskCompletionSource _hasRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task HasRead => _hasRead.Task;

    public void Release() => _released.SetResult();

    public override async Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        PartitionResults<Checkpoint> read = await inner.ListCheckpointsAsync(group, cancellationToken);
        _hasRead.SetResult();
        await _released.Task;
        return read;
    }
}
