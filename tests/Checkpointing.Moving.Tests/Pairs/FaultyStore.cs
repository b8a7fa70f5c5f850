namespace Checkpointing.Moving.Tests.Pairs;

/// <summary>A store in front of another one, whose calls a test can make fail or wait, before they reach it or after.</summary>
internal sealed class FaultyStore(ICheckpointStore inner) : ICheckpointStore, IOwnershipRequestStore, ICheckpointStoreOperator
{
    public Func<StoreOperation, Task> Before { get; set; } = _ => Task.CompletedTask;

    public Func<StoreOperation, Task> After { get; set; } = _ => Task.CompletedTask;

    public bool HoldsRequests { get; set; } = inner is IOwnershipRequestStore { HoldsRequests: true };

    /// <summary>From now on nothing reaches the store.</summary>
    public void GoDown() => Before = operation => throw Fault(operation);

    /// <summary>Everything reaches it again.</summary>
    public void ComeBack() => (Before, After) = (_ => Task.CompletedTask, _ => Task.CompletedTask);

    public static CheckpointStoreException Fault(StoreOperation operation, bool mayHaveBeenApplied = false) =>
        new(operation, group: null, partitionId: null, "scripted", isTransient: true, mayHaveBeenApplied);

    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        RunAsync(StoreOperation.ListOwnership, () => inner.ListOwnershipAsync(group, cancellationToken));

    public Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken) =>
        RunAsync(StoreOperation.ClaimOwnership, () => inner.ClaimOwnershipAsync(group, claims, cancellationToken));

    public Task<PartitionResults<PartitionOwnership>> RequestOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests, CancellationToken cancellationToken) =>
        RunAsync(StoreOperation.RequestOwnership, () => ((IOwnershipRequestStore)inner).RequestOwnershipAsync(group, requests, cancellationToken));

    public Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken) =>
        RunAsync(StoreOperation.ReadCheckpoint, () => inner.ReadCheckpointAsync(group, partitionId, cancellationToken));

    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        RunAsync(StoreOperation.ListCheckpoints, () => inner.ListCheckpointsAsync(group, cancellationToken));

    public Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken) =>
        RunAsync(StoreOperation.WriteCheckpoints, () => inner.WriteCheckpointsAsync(group, writes, cancellationToken));

    public Task<PartitionResults<PartitionRewound>> RewindAsync(
        ConsumerGroup group, IReadOnlyList<PartitionRewind> rewinds, CancellationToken cancellationToken) =>
        RunAsync(StoreOperation.Rewind, () => ((ICheckpointStoreOperator)inner).RewindAsync(group, rewinds, cancellationToken));

    public Task<int> DeleteGroupAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        RunAsync(StoreOperation.DeleteGroup, () => ((ICheckpointStoreOperator)inner).DeleteGroupAsync(group, cancellationToken));

    public Task<IReadOnlyList<ConsumerGroup>> ListGroupsAsync(CancellationToken cancellationToken) =>
        RunAsync(StoreOperation.ListGroups, () => ((ICheckpointStoreOperator)inner).ListGroupsAsync(cancellationToken));

    private async Task<T> RunAsync<T>(StoreOperation operation, Func<Task<T>> call)
    {
        await Before(operation);
        T result = await call();
        await After(operation);
        return result;
    }
}
